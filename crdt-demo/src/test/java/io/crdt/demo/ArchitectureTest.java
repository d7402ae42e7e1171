package io.crdt.demo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each package may know. It stands in the demo because only from here every class is seen.
 *
 * <p>Within the core {@code lattice ← clock ← causal ← type ← payload ← replica}; on it {@code core ← laws}, {@code core ←
 * protocol}, {@code {protocol, laws} ← sim} and {@code protocol ← net ← demo}; within net {@code {store, transport} ←
 * {options, status} ← node ← net}: an arrow's head is known by its tail, never the other way round.
 */
@AnalyzeClasses(packages = "io.crdt", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String INTERNAL = "io.crdt.internal..";
    private static final String LATTICE = "io.crdt.lattice..";
    private static final String CAUSAL = "io.crdt.causal..";
    private static final String CLOCK = "io.crdt.clock..";
    private static final String TYPE = "io.crdt.type..";
    private static final String PAYLOAD = "io.crdt.payload..";
    private static final String REPLICA = "io.crdt.replica..";
    private static final String LAWS = "io.crdt.laws";
    private static final String SPEC = "io.crdt.laws.spec..";
    private static final String CONTRACT = "io.crdt.laws.contract..";
    private static final String PROTOCOL = "io.crdt.protocol..";
    private static final String MEMBERSHIP = "io.crdt.membership..";
    private static final String CODEC = "io.crdt.codec..";
    private static final String SIM = "io.crdt.sim..";
    private static final String JSON = "io.crdt.net.json..";
    private static final String KRYO = "io.crdt.net.kryo..";
    private static final String RECORD = "io.crdt.net.record..";
    private static final String STORE = "io.crdt.net.store";
    private static final String STORE_FORMAT = "io.crdt.net.store.format..";
    private static final String SQLITE = "io.crdt.net.store.sqlite..";
    private static final String TRANSPORT = "io.crdt.net.transport..";
    private static final String OPTIONS = "io.crdt.net.options..";
    private static final String STATUS = "io.crdt.net.status..";
    private static final String NODE = "io.crdt.net.node..";
    private static final String FACE = "io.crdt.net";
    private static final String DEMO = "io.crdt.demo..";

    /** What other modules see of the core. */
    private static final String[] CORE_API = {LATTICE, CAUSAL, CLOCK, TYPE, PAYLOAD, REPLICA};

    private static final String[] CORE = and(CORE_API, INTERNAL);

    /** What only computes: no package here does input or output. */
    private static final String[] PURE = and(CORE, LAWS, SPEC, PROTOCOL, MEMBERSHIP, CODEC);

    /** Code whose result must follow from its arguments alone, so that one seed replays one run. */
    private static final String[] DETERMINISTIC = and(PURE, SIM);

    @ArchTest
    static final ArchRule everyPackageHasItsPlace = classes()
            .should()
            .resideInAnyPackage(and(
                    PURE,
                    CONTRACT,
                    SIM,
                    JSON,
                    KRYO,
                    RECORD,
                    STORE,
                    STORE_FORMAT,
                    SQLITE,
                    TRANSPORT,
                    OPTIONS,
                    STATUS,
                    NODE,
                    FACE,
                    DEMO))
            .because("a package no rule names is a package no rule guards; move the class into a listed package, or add"
                    + " the new package to ArchitectureTest with what it may know");

    @ArchTest
    static final ArchRule packagesFormNoCycle = slices().matching("io.crdt.(**)")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true)
            .because("two packages that know each other are one package; move what both need into the lower one");

    @ArchTest
    static final ArchRule internalKnowsOnlyTheJdk = knowsOnly(INTERNAL, INTERNAL);

    @ArchTest
    static final ArchRule latticeIsTheGround = knowsOnly(LATTICE, LATTICE, INTERNAL);

    @ArchTest
    static final ArchRule clockStandsOnLattice = knowsOnly(CLOCK, CLOCK, LATTICE, INTERNAL);

    @ArchTest
    static final ArchRule causalStandsOnLatticeAndClock = knowsOnly(CAUSAL, CAUSAL, CLOCK, LATTICE, INTERNAL);

    @ArchTest
    static final ArchRule typeStandsOnCausalAndClock = knowsOnly(TYPE, TYPE, CLOCK, CAUSAL, LATTICE, INTERNAL);

    @ArchTest
    static final ArchRule payloadStandsOnType = knowsOnly(PAYLOAD, PAYLOAD, TYPE, CLOCK, CAUSAL, LATTICE, INTERNAL);

    @ArchTest
    static final ArchRule replicaStandsOnPayload = knowsOnly(REPLICA, and(CORE_API, INTERNAL));

    @ArchTest
    static final ArchRule lawsStandOnTheCore = knowsOnly(LAWS, and(CORE_API, LAWS));

    @ArchTest
    static final ArchRule specificationsStandOnLaws = knowsOnly(SPEC, and(CORE_API, LAWS, SPEC));

    @ArchTest
    static final ArchRule contractsStandOnLaws = knowsOnly(CONTRACT, LAWS, CONTRACT);

    @ArchTest
    static final ArchRule protocolStandsOnTheCore = knowsOnly(PROTOCOL, and(CORE_API, PROTOCOL));

    @ArchTest
    static final ArchRule membershipStandsOnProtocol = knowsOnly(MEMBERSHIP, and(CORE_API, PROTOCOL, MEMBERSHIP));

    @ArchTest
    static final ArchRule codecStandsOnProtocol = knowsOnly(CODEC, and(CORE_API, PROTOCOL, CODEC));

    @ArchTest
    static final ArchRule simulatorStandsOnProtocolAndLaws =
            knowsOnly(SIM, and(CORE_API, LAWS, SPEC, PROTOCOL, MEMBERSHIP, CODEC, SIM));

    @ArchTest
    static final ArchRule storeStandsOnTheCore = knowsOnly(STORE, and(CORE_API, STORE));

    @ArchTest
    static final ArchRule formatOfTheStoreStandsOnTheCodec =
            knowsOnly(STORE_FORMAT, and(CORE_API, CODEC, STORE_FORMAT));

    @ArchTest
    static final ArchRule sqliteStandsOnStoreAndItsFormat =
            knowsOnly(SQLITE, and(CORE_API, PROTOCOL, MEMBERSHIP, CODEC, STORE, STORE_FORMAT, SQLITE));

    @ArchTest
    static final ArchRule jsonStandsOnPayload = knowsOnly(JSON, PAYLOAD, JSON);

    @ArchTest
    static final ArchRule kryoStandsOnCodec = knowsOnly(KRYO, PAYLOAD, CODEC, KRYO);

    @ArchTest
    static final ArchRule recordsStandOnPayload = knowsOnly(RECORD, PAYLOAD, RECORD);

    @ArchTest
    static final ArchRule transportKnowsNoReplica = knowsOnly(TRANSPORT, TRANSPORT);

    @ArchTest
    static final ArchRule optionsStandOnProtocolAndTransport =
            knowsOnly(OPTIONS, and(CORE_API, PROTOCOL, TRANSPORT, OPTIONS));

    @ArchTest
    static final ArchRule statusStandsOnProtocolStoreAndTransport =
            knowsOnly(STATUS, and(CORE_API, PROTOCOL, MEMBERSHIP, STORE, TRANSPORT, STATUS));

    @ArchTest
    static final ArchRule nodeStandsOnOptionsAndStatus =
            knowsOnly(NODE, and(CORE_API, PROTOCOL, MEMBERSHIP, CODEC, STORE, TRANSPORT, OPTIONS, STATUS, NODE));

    @ArchTest
    static final ArchRule faceStandsOnTheNode = knowsOnly(
            FACE, and(CORE_API, PROTOCOL, MEMBERSHIP, CODEC, STORE, SQLITE, TRANSPORT, OPTIONS, STATUS, NODE, FACE));

    @ArchTest
    static void aSimpleNameMeansOneClass(JavaClasses all) {
        Map<String, List<String>> classes = all.stream()
                .filter(each -> each.isTopLevelClass() && !each.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));
        classes.values().removeIf(named -> named.size() == 1);
        assertTrue(classes.isEmpty(), () -> "readers take classes of one name for one thing: " + classes);
    }

    @ArchTest
    static void namesOfJavaMeanWhatTheyMeanInJava(JavaClasses all) {
        List<String> shadowing = all.stream()
                .filter(each -> Stream.of("java.lang.", "java.util.").anyMatch(of -> exists(of + each.getSimpleName())))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertTrue(shadowing.isEmpty(), () -> "a name of java.lang or java.util means something else: " + shadowing);
    }

    private static boolean exists(String name) {
        try {
            return Modifier.isPublic(Class.forName(name, false, null).getModifiers());
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Types within types are met with the type that they stand in. */
    @ArchTest
    static void usersOfANodeMeetFewTypes(JavaClasses all) {
        List<String> met = all.stream()
                .filter(each -> List.of("io.crdt.net", "io.crdt.net.options", "io.crdt.net.status")
                        .contains(each.getPackageName()))
                .filter(each -> each.isTopLevelClass() && each.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
        assertTrue(
                met.size() <= 12,
                () -> met + " are more than a newcomer should have to learn; what only the library"
                        + " uses belongs into io.crdt.net.node");
    }

    @ArchTest
    static final ArchRule demoKnowsNoInternals = knowsOnly(
            DEMO,
            and(
                    CORE_API,
                    LAWS,
                    SPEC,
                    PROTOCOL,
                    MEMBERSHIP,
                    CODEC,
                    SIM,
                    JSON,
                    KRYO,
                    RECORD,
                    STORE,
                    SQLITE,
                    TRANSPORT,
                    OPTIONS,
                    STATUS,
                    FACE,
                    DEMO));

    @ArchTest
    static final ArchRule engineOfTheDemoHasNoOutput = noClasses()
            .that()
            .resideInAPackage("io.crdt.demo.engine")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "picocli..", "org.jline..", "io.vertx.core.http..")
            .because("terminal and page show what one engine does; put what prints or serves into io.crdt.demo or"
                    + " io.crdt.demo.ui");

    @ArchTest
    static final ArchRule networkOfTheDemoStandsOnProtocolAndTransport =
            knowsOnly("io.crdt.demo.network", and(CORE_API, PROTOCOL, CODEC, TRANSPORT, "io.crdt.demo.network"));

    @ArchTest
    static final ArchRule oracleOfTheDemoStandsOnTheCore =
            knowsOnly("io.crdt.demo.oracle", and(CORE_API, "io.crdt.demo.oracle"));

    @ArchTest
    static final ArchRule engineOfTheDemoKnowsNeitherTerminalNorPage = knowsOnly(
            "io.crdt.demo.engine",
            and(
                    CORE_API,
                    CODEC,
                    STORE,
                    TRANSPORT,
                    OPTIONS,
                    STATUS,
                    FACE,
                    "io.crdt.demo.engine",
                    "io.crdt.demo.network",
                    "io.crdt.demo.oracle",
                    "io.crdt.demo.format"));

    @ArchTest
    static final ArchRule pageOfTheDemoStandsOnTheEngine = knowsOnly(
            "io.crdt.demo.ui",
            and(
                    CORE_API,
                    "io.crdt.demo.engine",
                    "io.crdt.demo.network",
                    "io.crdt.demo.format",
                    "io.crdt.demo.web",
                    "io.crdt.demo.ui"));

    @ArchTest
    static final ArchRule deterministicCodeKnowsNeitherVertxNorThreads = noClasses()
            .that()
            .resideInAnyPackage(DETERMINISTIC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "java.util.concurrent..")
            .allowEmptyShould(true)
            .because(
                    "the core, the protocol and the simulator run wherever they are called, on one thread; put what needs"
                            + " Vert.x or threads into io.crdt.net.transport or io.crdt.net.node");

    /** A replica asks on which thread it is called: what a watcher throws goes to its handler, and updates do not nest. */
    @ArchTest
    static final ArchRule deterministicCodeStartsNoThreads = noClasses()
            .that()
            .resideInAnyPackage(DETERMINISTIC)
            .should()
            .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("is one of a thread, beyond which one this is") {
                @Override
                public boolean test(JavaAccess<?> access) {
                    return access.getTargetOwner().isEquivalentTo(Thread.class)
                            && !Set.of("currentThread", "getUncaughtExceptionHandler")
                                    .contains(access.getName());
                }
            })
            .because(
                    "the core, the protocol and the simulator run wherever they are called, on one thread; put what needs"
                            + " threads into io.crdt.net.transport or io.crdt.net.node");

    @ArchTest
    static final ArchRule deterministicCodeTakesTimeAndChanceAsArguments = noClasses()
            .that()
            .resideInAnyPackage(DETERMINISTIC)
            .should()
            .accessTargetWhere(readsTheClockOrRollsDice())
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.SecureRandom")
            .allowEmptyShould(true)
            .because("a run that reads the clock or unseeded randomness cannot be replayed; take `long nowMillis` or a"
                    + " seeded random generator as an argument");

    @ArchTest
    static final ArchRule lawsProtocolAndCodecDoNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
            .allowEmptyShould(true)
            .because(
                    "the core, the laws, the protocol and the codec only compute; return an Effect and let io.crdt.net.store or"
                            + " io.crdt.net.transport carry it out");

    @ArchTest
    static final ArchRule kryoStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage(KRYO)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.esotericsoftware..")
            .allowEmptyShould(true)
            .because("the serializer must be replaceable; implement ValueFormat of io.crdt.payload instead");

    @ArchTest
    static final ArchRule jqwikStaysInTheContracts = noClasses()
            .that()
            .resideOutsideOfPackage(CONTRACT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.jqwik..", "org.junit..")
            .because("users check laws under the test engine that they have; put what needs jqwik into"
                    + " io.crdt.laws.contract");

    @ArchTest
    static final ArchRule databasesStayInSqlite = noClasses()
            .that()
            .resideOutsideOfPackage(SQLITE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
            .allowEmptyShould(true)
            .because(
                    "the engine that keeps the data must be replaceable; use the Store interface of io.crdt.net.store");

    @ArchTest
    static final ArchRule vertxStaysAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages(TRANSPORT, OPTIONS, STATUS, JSON, NODE, FACE, DEMO)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..")
            .allowEmptyShould(true)
            .because("everything below must run without Vert.x; pass bytes and callbacks, and adapt them to Vert.x in"
                    + " io.crdt.net.transport or io.crdt.net.node");

    @ArchTest
    static final ArchRule serversNameTheHostThatTheyListenOn = noClasses()
            .should()
            .accessTargetWhere(listensOnAPortOfEveryAddress())
            .because("listen(int) of Vert.x ignores the host in the options of the server and listens on all addresses;"
                    + " call listen(port, host), or listen() of a server whose options have both");

    private static DescribedPredicate<JavaAccess<?>> listensOnAPortOfEveryAddress() {
        return DescribedPredicate.describe("listens on a port of every address", access -> {
            AccessTarget target = access.getTarget();
            return target.getOwner().getName().startsWith("io.vertx.")
                    && target.getName().equals("listen")
                    && target instanceof AccessTarget.CodeUnitAccessTarget method
                    && method.getRawParameterTypes().size() == 1
                    && method.getRawParameterTypes().get(0).isEquivalentTo(int.class);
        });
    }

    private static ArchRule knowsOnly(String layer, String... known) {
        return classes()
                .that()
                .resideInAPackage(layer)
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("io.crdt..").or(resideInAnyPackage(known)))
                .allowEmptyShould(true)
                .because(
                        "a lower layer must not know an upper one, and only the core knows io.crdt.internal; move the class"
                                + " to the layer that uses it, or let the upper layer implement an interface of the lower");
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheClockOrRollsDice() {
        Map<String, Set<String>> members = Map.of(
                "java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
                "java.lang.Math", Set.of("random"),
                "java.lang.StrictMath", Set.of("random"),
                "java.util.UUID", Set.of("randomUUID"),
                "java.util.random.RandomGenerator", Set.of("getDefault", "of"),
                "java.util.random.RandomGeneratorFactory", Set.of("getDefault", "of"));
        Set<String> generators = Set.of("java.util.Random", "java.util.SplittableRandom");
        return DescribedPredicate.describe("reads the clock or unseeded randomness", access -> {
            AccessTarget target = access.getTarget();
            String owner = target.getOwner().getName();
            String name = target.getName();
            boolean clock = owner.startsWith("java.time.") && name.equals("now");
            boolean unseeded = generators.contains(owner)
                    && name.equals("<init>")
                    && target instanceof AccessTarget.CodeUnitAccessTarget constructor
                    && constructor.getRawParameterTypes().isEmpty();
            return clock || unseeded || members.getOrDefault(owner, Set.of()).contains(name);
        });
    }

    private static String[] and(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }
}
