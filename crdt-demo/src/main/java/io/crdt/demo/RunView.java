package io.crdt.demo;

/** Shows a run to somebody while it goes on. */
interface RunView extends AutoCloseable {

    /** Says what the run is about. Called once, first. */
    void begin(String title, long steps, String stepName);

    /** Shows how things are, some times a second. Never called by two threads at once. */
    void show(RunProgress progress);

    /** Tells whether every node, as it was shown last, stays to be seen. */
    boolean showsNodes();

    /** Leaves everything as it was found; called once or more. */
    @Override
    void close();

    /** A view that shows nothing. */
    RunView SILENT = new RunView() {
        @Override
        public void begin(String title, long steps, String stepName) {}

        @Override
        public void show(RunProgress progress) {}

        @Override
        public boolean showsNodes() {
            return false;
        }

        @Override
        public void close() {}
    };
}
