package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.targetnode.it.TestCuNode.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * libiscsi's own test program: all of its tests on each kind of LUN, and those that move data also over every way that data
 * can travel. {@code -Pcross} runs all tests over all ways ({@link IscsiTestCuCross}).
 */
final class IscsiTestCuIT {
    /** Each way on one kind; small bursts on blocks of 512 bytes, since those of 4096 would take minutes. */
    private static final Map<Way, LunKind> KINDS_OF_WAYS = new EnumMap<>(Map.of(
            Way.HEADER_DIGEST, LunKind.THIN_512,
            Way.CHAP, LunKind.BLOCK_512,
            Way.CHAP_HEADER_DIGEST, LunKind.THIN_4096,
            Way.SMALL_ASKED_ALONE, LunKind.THIN_512,
            Way.SMALL_ASKED_IMMEDIATE, LunKind.BLOCK_512,
            Way.SMALL_UNASKED_ALONE, LunKind.THICK_512,
            Way.SMALL_UNASKED_IMMEDIATE, LunKind.THICK_512));

    @TempDir
    static Path directory = Path.of("");

    private static TestCuNode node = TestCuNode.NONE;

    @BeforeAll
    static void start() {
        node = TestCuNode.start(directory);
    }

    @AfterAll
    static void stop() {
        node.stop();
    }

    @Test
    void knowsEveryTestThatTheProgramHas() {
        assertEquals(
                Set.copyOf(node.table().tests()),
                node.program().list(),
                "tests that expected.txt names, tests that the program has");
    }

    /** All of it is started before the first result is waited for, so that kinds of LUN run beside each other. */
    @TestFactory
    List<DynamicContainer> onEachKindOfLunAndOverEachWay() {
        List<DynamicContainer> all = new ArrayList<>();
        for (LunKind kind : LunKind.values()) {
            all.add(DynamicContainer.dynamicContainer(kind.title(), node.tests(kind, Way.PLAIN, test -> true)));
        }
        KINDS_OF_WAYS.forEach((way, kind) -> all.add(
                DynamicContainer.dynamicContainer(way + " " + kind.title(), node.tests(kind, way, way::concerns))));
        return all;
    }
}
