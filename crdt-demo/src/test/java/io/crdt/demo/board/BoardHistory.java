package io.crdt.demo.board;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What was done to a board and what each had seen by then: says what a board must show, from that alone, as naively as
 * possible.
 */
final class BoardHistory {

    /** What a change wrote to. */
    enum Field {
        PRESENCE,
        TITLE,
        NOTE,
        PLACE,
        DONE,
        VOTE
    }

    /**
     * One write.
     *
     * @param field what was written; of a vote, {@code who} says whose
     * @param value the text, the list, or whether there is such a flag, vote or item from then on
     * @param seen the numbers of the writes that its maker had seen
     */
    record Change(int number, Field field, String item, String who, String value, BitSet seen) {
        /** Tells whether there is anything to find after it; a removal leaves no trace. */
        boolean leavesSomething() {
            return !value.isEmpty() && !value.equals("false");
        }
    }

    private final List<Change> changes = new ArrayList<>();

    /** Records a write by somebody who has seen what {@code seen} says, and now sees this too. */
    Change add(BitSet seen, Field field, String item, String who, String value) {
        Change change = new Change(changes.size(), field, item, who, value, (BitSet) seen.clone());
        changes.add(change);
        seen.set(change.number());
        return change;
    }

    /** Returns the visible writes to a field that no visible write to it had seen. */
    List<Change> latest(BitSet visible, Field field, String item, String who) {
        List<Change> there = visible(
                        visible,
                        change -> change.field() == field
                                && change.item().equals(item)
                                && change.who().equals(who))
                .toList();
        return there.stream()
                .filter(change -> there.stream().noneMatch(later -> later.seen().get(change.number())))
                .toList();
    }

    /** Tells whether something is set that somebody sets and clears, and setting wins. */
    boolean isSet(BitSet visible, Field field, String item, String who) {
        return latest(visible, field, item, who).stream()
                .anyMatch(change -> change.value().equals("true"));
    }

    Set<String> texts(BitSet visible, Field field, String item) {
        Set<String> texts = new TreeSet<>();
        latest(visible, field, item, "").stream()
                .map(Change::value)
                .filter(text -> !text.isEmpty())
                .forEach(texts::add);
        return texts;
    }

    List<String> voters(BitSet visible, String item) {
        return visible(
                        visible,
                        change -> change.field() == Field.VOTE && change.item().equals(item))
                .map(Change::who)
                .distinct()
                .filter(who -> isSet(visible, Field.VOTE, item, who))
                .sorted()
                .toList();
    }

    /** Returns everything that was ever added and is there. */
    Set<String> present(BitSet visible) {
        Set<String> present = new TreeSet<>();
        visible(visible, change -> change.field() == Field.PRESENCE)
                .map(Change::item)
                .filter(item -> isSet(visible, Field.PRESENCE, item, ""))
                .forEach(present::add);
        return present;
    }

    private Stream<Change> visible(BitSet visible, Predicate<Change> kind) {
        return visible.stream().mapToObj(changes::get).filter(kind);
    }
}
