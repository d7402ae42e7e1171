package io.crdt.sim;

/**
 * One thing that is done to a node or the network, as data that a {@link Run} carries out. It says all about itself, chance
 * included, so that leaving others out does not change it; done to a node that is not there it is nothing.
 */
sealed interface Action permits NodeAction, Arrival, NetworkAction {

    /** Has a handler handle this action. */
    void accept(Handler handler);

    /** Handles actions of every kind; one without a method here does not compile. */
    interface Handler {

        void handle(Arrival.Join join);

        void handle(Arrival.CloneDisk cloneDisk);

        void handle(Arrival.Fork fork);

        void handle(NodeAction.Operate operate);

        void handle(NodeAction.Crash crash);

        void handle(NodeAction.BackUp backUp);

        void handle(NodeAction.Restore restore);

        void handle(NodeAction.DamageDisk damageDisk);

        void handle(NodeAction.Leave leave);

        void handle(NodeAction.Retire retire);

        void handle(NodeAction.SlowDown slowDown);

        void handle(NodeAction.Stall stall);

        void handle(NodeAction.JumpClock jumpClock);

        void handle(NetworkAction.BreakLink breakLink);

        void handle(NetworkAction.SecondLink secondLink);

        void handle(NetworkAction.Partition partition);

        void handle(NetworkAction.Isolate isolate);

        void handle(NetworkAction.OneWayCut oneWayCut);

        void handle(NetworkAction.Disturb disturb);
    }
}
