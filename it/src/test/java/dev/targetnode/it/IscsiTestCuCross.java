package dev.targetnode.it;

import dev.targetnode.it.TestCuNode.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    List<DynamicContainer> onEachKindOfLunOverEachWay() {
        List<DynamicContainer> all = new ArrayList<>();
        for (Way way : Way.values()) {
            for (LunKind kind : LunKind.values()) {
                all.add(DynamicContainer.dynamicContainer(
                        way + " " + kind.title(), node.tests(kind, way, way::allows)));
            }
        }
        return all;
    }
}
