package io.crdt.demo.ui;

import io.crdt.demo.engine.CatchUp;
import io.crdt.demo.engine.DemoNode;
import io.crdt.demo.engine.Difference;
import io.crdt.demo.engine.OperationRecord;
import io.crdt.demo.format.Numbers;
import io.crdt.demo.network.TrafficMeter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What is told of nodes that can reach each other again, once they have caught up.
 *
 * @param opening how it begins, a sentence
 */
record CatchUpStory(String opening, CatchUp catchUp) {

    /** Tells it, checked against the record. */
    void tell(EventLog eventLog, OperationRecord operationRecord) {
        List<DemoNode> nodes = catchUp.nodes();
        if (catchUp.isInterrupted()) {
            eventLog.found(opening + " Before all had everything, one of them went down.");
            return;
        }
        if (catchUp.lacking() > 0) {
            eventLog.wrong(opening + " After " + Numbers.seconds(catchUp.nanos()) + " still " + catchUp.lacking()
                    + " of " + nodes.size() + " nodes lack something of it.");
            return;
        }
        List<Difference> differences = nodes.stream()
                .flatMap(node -> operationRecord.differences(node).stream())
                .toList();
        if (differences.isEmpty()) {
            eventLog.found(opening + " " + figures() + " Nothing removed came back and nothing written is missing: "
                    + "checked at " + plural(nodes.size(), "node") + " against the record of "
                    + Numbers.count(operationRecord.size())
                    + " writes.");
        } else {
            eventLog.wrong(opening + " " + figures() + " But " + differences.size()
                    + " places are not as the record demands: " + differences.get(0));
        }
    }

    private String figures() {
        long[] lacked = catchUp.lacked();
        long behind = Arrays.stream(lacked).filter(each -> each > 0).count();
        if (behind == 0) {
            return "Nobody lacked anything.";
        }
        TrafficMeter.Totals received = catchUp.received();
        String got = received.deltas() == 0
                ? ""
                : ", received " + Numbers.bytes(received.bytes()) + " (" + plural(received.deltas(), "delta") + ", "
                        + plural(received.weight(), "change") + ")";
        String later =
                String.format(Locale.ROOT, "everybody had everything %.0f ms later.", Numbers.millis(catchUp.nanos()));
        DemoNode returning = catchUp.returning();
        if (returning == null) {
            return plural(behind, "node") + " lacked "
                    + plural(Arrays.stream(lacked).sum(), "operation") + (behind == 1 ? "" : " together") + got
                    + ", and " + later;
        }
        return "It lacked " + plural(lacked[catchUp.nodes().indexOf(returning)], "operation") + got
                + ", brought the others " + Numbers.count(catchUp.brought()) + ", and " + later;
    }

    private static String plural(long count, String one) {
        return Numbers.count(count) + " " + one + (count == 1 ? "" : "s");
    }
}
