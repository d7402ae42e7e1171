package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Repair;
import io.crdt.replica.DotRanges;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.RangeSum;
import io.crdt.replica.Section;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Repairs as bytes:
 *
 * <pre>
 * digest   of the context
 * sums     number; for each origin, first and last number, count, hash
 * chains   number; for each origin, chain
 * ranges   number of origins; for each its ranges, as the differences of their ends
 * delta    from nothing to the ends of the ranges, with the section's entries; it is missing if there are no ranges
 * </pre>
 *
 * <p>They are too rare for a more compact form to matter.
 */
final class RepairCodec {

    /** An incarnation, two sequence numbers, a count and a hash. */
    private static final int MIN_SUM_BYTES = 1 + 1 + 1 + 1 + 8;

    /** An incarnation and a hash. */
    private static final int MIN_CHAIN_BYTES = 1 + 8;

    /** An incarnation, the number of its ranges, and two sequence numbers. */
    private static final int MIN_RANGES_BYTES = 1 + 1 + 2;

    private RepairCodec() {}

    static void write(ValueWriter writer, Repair repair) {
        writer.out.writeLong(repair.contextDigest());
        writer.out.writeVarInt(repair.sums().size(), true);
        for (RangeSum sum : repair.sums()) {
            writer.names.incarnation(sum.origin());
            writer.out.seq(sum.range().first());
            writer.out.seq(sum.range().last());
            writer.out.writeVarLong(sum.count(), true);
            writer.out.writeLong(sum.hash());
        }
        writer.out.writeVarInt(repair.chains().size(), true);
        repair.chains().forEach((origin, chain) -> {
            writer.names.incarnation(origin);
            writer.out.writeLong(chain);
        });
        Section section = repair.section();
        writer.out.writeVarInt(section.ranges().origins().size(), true);
        for (Map.Entry<Incarnation, List<Range>> each :
                section.ranges().origins().entrySet()) {
            writer.names.incarnation(each.getKey());
            writer.out.writeVarInt(each.getValue().size(), true);
            long last = 0;
            for (Range range : each.getValue()) {
                writer.out.seq(range.first() - last);
                writer.out.seq(range.last() - range.first());
                last = range.last();
            }
        }
        if (!section.isEmpty()) {
            VersionVector to = endOf(section.ranges());
            writeEntries(writer, new StateDelta(VersionVector.EMPTY, to, section.objects(), List.of(), Map.of(), null));
        }
    }

    /** What the sender told last stays what it was: a section is no news. */
    private static void writeEntries(ValueWriter writer, StateDelta delta) {
        VersionVector told = writer.before.vector;
        Pieces pieces = new DeltaWriter(writer, delta);
        boolean more = true;
        while (more) {
            more = pieces.writeNext();
        }
        writer.before.vector = told;
    }

    static Repair read(ValueReader reader) throws DecodeException {
        WireInput in = reader.in;
        long digest = in.readLong();
        int count = in.count("sums", MIN_SUM_BYTES);
        List<RangeSum> sums = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Incarnation origin = reader.names.incarnation();
            long first = in.requireSeq("the first of a range", in.readVarLong(true), 1);
            long last = in.requireSeq("the last of a range", in.readVarLong(true), first);
            long alive = in.requireSeq("a count", in.readVarLong(true), 0);
            sums.add(new RangeSum(origin, new Range(first, last), alive, in.readLong()));
        }
        Map<Incarnation, Long> chains = chains(reader);
        int origins = in.count("origins of ranges", MIN_RANGES_BYTES);
        Map<Incarnation, List<Range>> ranges = new TreeMap<>();
        for (int i = 0; i < origins; i++) {
            if (ranges.put(reader.names.incarnation(), ranges(in)) != null) {
                throw in.refuse("the ranges", "no origin may occur twice");
            }
        }
        Section section = ranges.isEmpty() ? Section.NONE : section(reader, new DotRanges(ranges));
        return new Repair(digest, sums, chains, section);
    }

    private static Map<Incarnation, Long> chains(ValueReader reader) throws DecodeException {
        WireInput in = reader.in;
        int count = in.count("chains", MIN_CHAIN_BYTES);
        Map<Incarnation, Long> chains = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Incarnation origin = reader.names.incarnation();
            if (chains.put(origin, in.readLong()) != null) {
                throw in.refuse("the chains", "no origin may occur twice, but " + origin + " does");
            }
        }
        return chains;
    }

    private static List<Range> ranges(WireInput in) throws DecodeException {
        int count = in.count("ranges", 2);
        if (count == 0) {
            throw in.refuse("the ranges", "an origin without any must not occur");
        }
        List<Range> ranges = new ArrayList<>(count);
        long last = 0;
        for (int i = 0; i < count; i++) {
            long first = in.requireSeq("the first of a range", last + in.seq("a difference"), 1);
            last = in.requireSeq("the last of a range", first + in.seq("a difference"), first);
            ranges.add(new Range(first, last));
        }
        return ranges;
    }

    /** Returns where the entries end that a section is written as. */
    private static VersionVector endOf(DotRanges ranges) {
        Map<Incarnation, Long> ends = new HashMap<>();
        ranges.origins()
                .forEach((origin, each) ->
                        ends.put(origin, each.get(each.size() - 1).last()));
        return VersionVector.EMPTY.withSeqs(ends);
    }

    private static Section section(ValueReader reader, DotRanges ranges) throws DecodeException {
        WireInput in = reader.in;
        if (in.readByteUnsigned() != WireFormat.Kind.PUSH) {
            throw in.refuse("the entries of a repair", "they must be those of a delta without survivors");
        }
        VersionVector told = reader.before.vector;
        StateDelta delta = new DeltaReader(reader).read(false);
        reader.before.vector = told;
        if (!delta.to().equals(endOf(ranges))) {
            throw in.refuse("the entries of a repair", "they must end where the ranges do, but end at " + delta.to());
        }
        if (!delta.from().isEmpty() || !delta.removals().isEmpty()) {
            throw in.refuse(
                    "the entries of a repair", "they must start from nothing and remove nothing, but are " + delta);
        }
        return new Section(ranges, delta.objects());
    }
}
