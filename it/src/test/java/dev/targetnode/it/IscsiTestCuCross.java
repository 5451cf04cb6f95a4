package dev.targetnode.it;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every test of libiscsi's program on every kind of LUN over every way: the profile {@code cross}, not the gate. */
final class IscsiTestCuCross {
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

    @TestFactory
    Stream<DynamicContainer> onEachKindOfLunOverEachWay() {
        return Stream.of(TestCuNode.Way.values())
                .flatMap(way -> Stream.of(LunKind.values())
                        .map(kind -> DynamicContainer.dynamicContainer(
                                way + " " + kind.title(), node.tests(kind, way, test -> true))));
    }
}
