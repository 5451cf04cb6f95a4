package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * libiscsi's own test program: all of its tests on each kind of LUN, and those that move data also over every way that data
 * can travel. {@code -Pcross} runs all tests over all ways ({@link IscsiTestCuCross}).
 */
final class IscsiTestCuIT {
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

    @TestFactory
    Stream<DynamicContainer> onEachKindOfLun() {
        return Stream.of(LunKind.values())
                .map(kind -> DynamicContainer.dynamicContainer(
                        kind.title(), node.tests(kind, TestCuNode.Way.PLAIN, test -> true)));
    }

    @TestFactory
    Stream<DynamicContainer> overEachWay() {
        return Stream.of(TestCuNode.Way.values())
                .filter(way -> way != TestCuNode.Way.PLAIN)
                .map(way -> DynamicContainer.dynamicContainer(way.name(), movingData(way)));
    }

    private static List<DynamicTest> movingData(TestCuNode.Way way) {
        return node.tests(LunKind.THIN_512, way, TestCuNode::movesData);
    }
}
