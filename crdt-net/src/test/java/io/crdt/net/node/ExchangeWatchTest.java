package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.status.Problem;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a node exchanges nothing, over virtual time. */
class ExchangeWatchTest {

    private static final long GRACE = 30_000;
    private static final Incarnation OWN = new Incarnation(1, 1);
    private static final Incarnation OTHER = new Incarnation(2, 2);

    private final ExchangeWatch watch = new ExchangeWatch(GRACE, 0);

    private static VersionVector at(long own, long other) {
        return VersionVector.EMPTY.advancedTo(OWN, own).advancedTo(OTHER, other);
    }

    private static PeerView peer(int link, VersionVector context, boolean answers, boolean receiving) {
        return new PeerView(link, new ReplicaId(7, link, "b"), context, answers, receiving);
    }

    private List<String> see(VersionVector ours, long now, PeerView... peers) {
        watch.see(ours, List.of(peers), now);
        return watch.check(true, ours, now).stream().map(Problem::text).toList();
    }

    @Test
    void aLinkThatEndsAfterEachHelloIsNoExchange() {
        for (int link = 1; link < 30; link++) {
            assertEquals(List.of(), see(at(1, 0), link * 1_000L, peer(link, at(1, 0), false, false)), "link " + link);
            watch.see(at(1, 0), List.of(), link * 1_000L + 1);
        }
        assertEquals(
                List.of(
                        "nothing was exchanged with any peer for 30000 ms",
                        "b, 30 links in 29000 ms, the last one without a word after the hello"),
                see(at(1, 0), GRACE, peer(30, at(1, 0), false, false)));
        assertEquals(List.of(), see(at(1, 0), GRACE + 1, peer(30, at(1, 0), true, false)));
    }

    @Test
    void aPeerThatNeverTakesWhatIsHereIsNamedWithWhatItLacks() {
        assertEquals(List.of(), see(at(5, 0), 1, peer(1, at(2, 0), true, false)));
        assertEquals(
                List.of(
                        "nothing was exchanged with any peer for 30001 ms",
                        "b, 2 links in 30000 ms, lacks 7 operations that are here, some of them for 30000 ms"),
                see(at(9, 0), GRACE + 1, peer(2, at(2, 0), true, false)));
        assertEquals(List.of(), see(at(9, 0), GRACE + 2, peer(2, at(5, 0), true, false)));
    }

    @Test
    void whatAPeerHasAndDoesNotComeIsNamedAlsoWhereOthersAreWell() {
        PeerView well = new PeerView(2, new ReplicaId(8, 2, "c"), at(1, 0), true, false);
        assertEquals(List.of(), see(at(1, 0), 0, peer(1, at(1, 4), true, false), well));
        assertEquals(List.of(), see(at(1, 0), GRACE, peer(1, at(1, 6), true, false), well));
        assertEquals(
                List.of("lacks 6 operations that b has, some of them for 30001 ms"),
                see(at(1, 0), GRACE + 1, peer(3, at(1, 6), true, false), well));
        assertEquals(List.of(), see(at(1, 6), GRACE + 2, peer(3, at(1, 6), true, false), well));
    }

    @Test
    void whatComesInPartByPartIsAwaited() {
        for (long n = 1; n < 200; n++) {
            assertEquals(List.of(), see(at(1, n), n * 20_000, peer(1, at(1, 1_000), true, false)));
        }
    }

    @Test
    void whatComesLaterDoesNotHideWhatNeverComes() {
        Incarnation stuck = new Incarnation(3, 3);
        PeerView well = new PeerView(2, new ReplicaId(8, 2, "c"), at(1, 0), true, false);
        for (long n = 1; n < 30; n++) {
            VersionVector there = at(1, n).advancedTo(stuck, 5);
            assertEquals(
                    List.of(), see(at(1, n - 1).advancedTo(stuck, 4), n * 1_000, peer(1, there, true, false), well));
        }
        VersionVector there = at(1, 99).advancedTo(stuck, 5);
        assertEquals(
                List.of("lacks 1 operations that b has, some of them for 31000 ms"),
                see(at(1, 99).advancedTo(stuck, 4), 33_000, peer(1, there, true, false), well));
    }

    @Test
    void aSecondLinkThatClaimsToLeadToThePeerDoesNotHideWhatNeverComes() {
        for (long now = 0; now < GRACE; now += 1_000) {
            PeerView claim = peer(now % 2_000 == 0 ? 1 : 3, at(1, 0), true, false);
            assertEquals(List.of(), see(at(1, 0), now, peer(2, at(1, 4), true, false), claim));
        }
        assertTrue(see(at(1, 0), GRACE + 1, peer(2, at(1, 4), true, false), peer(3, at(1, 0), true, false))
                .contains("lacks 4 operations that b has, some of them for 30001 ms"));
    }

    @Test
    void whatIsComingInIsAwaited() {
        for (long now = 0; now < 10 * GRACE; now += 1_000) {
            assertEquals(List.of(), see(at(1, 0), now, peer(1, at(1, 9), true, true)));
        }
    }

    @Test
    void peersThatWriteAllTheTimeAndAreNeverEqualExchangeSomething() {
        for (long n = 1; n < 200; n++) {
            assertEquals(List.of(), see(at(n, n - 1), n * 1_000, peer(1, at(n - 1, n), true, false)));
        }
    }

    @Test
    void aPeerThatRefusesWhatIsHereAndSendsItsOwnExchangesSomething() {
        for (long n = 1; n < 200; n++) {
            assertEquals(List.of(), see(at(9, n), n * 1_000, peer(1, at(2, n), true, false)));
        }
    }

    @Test
    void whatAPeerOfFewWordsHasAndCameFromAnotherIsNotLacking() {
        PeerView well = new PeerView(2, new ReplicaId(8, 2, "c"), at(1, 4), true, false);
        assertEquals(List.of(), see(at(1, 0), 0, peer(1, at(1, 4), true, false), well));
        assertEquals(List.of(), see(at(1, 4), GRACE, peer(1, at(1, 4), false, false), well));
        assertEquals(List.of(), see(at(1, 4), 2 * GRACE, peer(1, at(1, 4), false, false), well));
    }

    @Test
    void whatWasExchangedOnALinkThatIsLostBeforeTheNextLookCounts() {
        watch.see(at(1, 0), List.of(peer(1, at(1, 4), true, false)), 0);
        watch.seeOne(at(1, 4), peer(1, at(1, 6), true, false), GRACE - 1);
        assertEquals(List.of(), see(at(1, 4), 2 * GRACE - 2));
    }

    @Test
    void aPeerThatIsGoneIsForgottenAfterTheGrace() {
        watch.see(at(1, 0), List.of(peer(1, at(1, 4), true, false)), 0);
        assertEquals(List.of("no peer could be reached for " + (2 * GRACE) + " ms"), see(at(1, 0), 2 * GRACE));
    }

    @Test
    void aNodeThatWentOfflineLacksNothingThoughItsLinksTakeAMomentToClose() {
        see(at(1, 0), 0, peer(1, at(1, 4), true, false));
        watch.pause();
        for (long now = 1; now < 3 * GRACE; now += 1_000) {
            watch.see(at(1, 0), List.of(peer(1, at(1, 4), true, false)), now);
            assertEquals(List.of(), watch.check(false, at(1, 0), now));
        }
        watch.restart(3 * GRACE);
        assertEquals(List.of(), see(at(1, 0), 4 * GRACE - 1, peer(2, at(1, 4), true, false)));
        assertEquals(2, see(at(1, 0), 4 * GRACE, peer(2, at(1, 4), true, false)).size());
    }

    @Test
    void aNodeWithNobodyToMeetIsWell() {
        watch.see(at(1, 0), List.of(), 10 * GRACE);
        assertEquals(List.of(), watch.check(false, at(1, 0), 10 * GRACE));
    }

    /** Two nodes write, exchange and lose links at random; the oracle has the whole history and looks through all of it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nothingIsReportedTooEarlyAndEverythingInTheEnd(long seed) {
        record Look(long now, long own, long got, long theirs, long told, boolean answers) {}
        Random random = new Random(seed);
        List<Look> looks = new ArrayList<>();
        long own = 0;
        long theirs = 0;
        long got = 0;
        long told = 0;
        boolean carries = true;
        int link = 1;
        for (long now = 0; now < 40 * GRACE; now += 1_000) {
            carries ^= random.nextInt(80) == 0;
            own += random.nextInt(8) == 0 ? 1 : 0;
            theirs += random.nextInt(8) == 0 ? 1 : 0;
            got = carries && random.nextBoolean() ? theirs : got;
            told = carries && random.nextBoolean() ? own : told;
            link += random.nextInt(carries ? 50 : 3) == 0 ? 1 : 0;
            Look look = new Look(now, own, got, theirs, told, carries || random.nextBoolean());
            looks.add(look);
            List<String> reasons = see(at(own, got), now, peer(link, at(told, theirs), look.answers(), false));
            String where = "seed " + seed + ", at " + now + ": " + reasons;
            long at = now;
            List<Look> recent =
                    looks.stream().filter(each -> at - each.now() < GRACE).toList();
            Look before = looks.get(Math.max(0, looks.size() - recent.size() - 1));
            boolean exchanged =
                    recent.stream().anyMatch(each -> each.got() > before.got() || each.told() > before.told());
            boolean same = recent.stream()
                    .anyMatch(each -> each.answers() && each.got() == each.theirs() && each.told() == each.own());
            boolean nothing = reasons.stream().anyMatch(each -> each.startsWith("nothing was exchanged"));
            assertEquals(now >= GRACE && !exchanged && !same, nothing, where);
            boolean lacks = reasons.stream().anyMatch(each -> each.startsWith("lacks "));
            long has = got;
            boolean lackedAllAlong = recent.stream().allMatch(each -> each.theirs() > each.got());
            if (lacks) {
                assertTrue(lackedAllAlong, where);
            }
            long window = GRACE + 2_000; // from a look that shows the lack until more than the grace after it
            boolean gotNothing = looks.stream()
                    .filter(each -> at - each.now() < window)
                    .allMatch(each -> each.got() == has && each.theirs() > has && each.answers());
            if (gotNothing && now >= window) {
                assertTrue(lacks, where);
            }
        }
    }
}
