package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device whose reads and writes never complete: what hangs is that device, and nothing else. */
final class StuckBackendIT {
    private static final int STUCK = 0;
    private static final int HEALTHY = 1;
    private static final int BLOCK = 512;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);
    private static final Duration MEASURED = Duration.ofSeconds(2);

    @TempDir
    Path directory = Path.of("");

    private NodeBuilder node() {
        return NodeBuilder.in(directory)
                .setting("loops.count = 1")
                .fileLun(STUCK, "stuck", 16, "fault { stuck = [read, write] }")
                .fileLun(HEALTHY, "healthy", 16, "");
    }

    @Test
    void answersAbortTaskOfAHangingCommandWithinASecond() throws IOException {
        try (NodeProcess node = node().start();
                RawInitiator initiator = RawInitiator.login(node)) {
            initiator.clearUnitAttentions(STUCK);
            int read = initiator.submit(STUCK, Cdb.read16(0, 8), new byte[0], 8 * BLOCK);
            int write = initiator.submit(STUCK, Cdb.write16(64, 8), new byte[8 * BLOCK], 0);
            assertTrue(initiator.hangs(read, Duration.ofMillis(300)), "the read was answered");
            for (int tag : List.of(read, write)) {
                assertEquals(
                        RawInitiator.FUNCTION_COMPLETE,
                        timed(() -> initiator.taskManagement(RawInitiator.ABORT_TASK, STUCK, tag)));
                // RFC 7143 4.2.3.3: an aborted task sends no response
                assertTrue(initiator.hangs(tag, Duration.ofMillis(200)), "a response came after the abort");
            }
            // an aborted command has left the task set: TEST UNIT READY, which needs no medium, is answered
            initiator.execute(STUCK, Cdb.testUnitReady(), new byte[0], 0);
            initiator.logout();
            node.stop();
        }
    }

    @Test
    void answersLogicalUnitResetOverManyHangingCommandsWithinASecond() throws IOException {
        try (NodeProcess node = node().start();
                RawInitiator initiator = RawInitiator.login(node)) {
            initiator.clearUnitAttentions(STUCK);
            List<Integer> tags = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                tags.add(initiator.submit(STUCK, Cdb.read16(8L * i, 8), new byte[0], 8 * BLOCK));
            }
            assertTrue(initiator.hangs(tags.get(0), Duration.ofMillis(300)), "the read was answered");
            assertEquals(
                    RawInitiator.FUNCTION_COMPLETE,
                    timed(() -> initiator.taskManagement(RawInitiator.LOGICAL_UNIT_RESET, STUCK, Pdu.RESERVED_TAG)));
            assertTrue(initiator.hangs(tags.get(15), Duration.ofMillis(200)), "a response came after the reset");
            initiator.ping(new byte[] {1, 2, 3, 4});
            initiator.logout();
            node.stop();
        }
    }

    @Test
    void servesAnotherLunOfTheSameLoopMeanwhile() throws IOException {
        try (NodeProcess node = node().start();
                RawInitiator initiator = RawInitiator.login(node);
                Neighbour neighbour = Neighbour.start(node, HEALTHY, 0)) {
            initiator.clearUnitAttentions(STUCK);
            Await.pause(MEASURED); // the JIT's part of it
            long before = commandsIn(neighbour, MEASURED);
            for (int i = 0; i < 24; i++) {
                initiator.submit(STUCK, Cdb.read16(8L * i, 8), new byte[0], 8 * BLOCK);
            }
            long during = commandsIn(neighbour, MEASURED);
            System.out.println("StuckBackendIT: neighbour's commands in " + MEASURED + ": " + before + " before, "
                    + during + " beside a stuck device");
            assertTrue(during >= before / 2, () -> before + " commands before, " + during + " beside a stuck device");
            assertEquals(
                    RawInitiator.FUNCTION_COMPLETE,
                    timed(() -> initiator.taskManagement(RawInitiator.LOGICAL_UNIT_RESET, STUCK, Pdu.RESERVED_TAG)));
            neighbour.stop();
            initiator.logout();
            node.stop();
        }
    }

    @Test
    void settlesWhatHangsWhenItsSessionIsGone() throws IOException {
        try (NodeProcess node = node().start()) {
            for (int i = 0; i < 4; i++) {
                RawInitiator initiator = RawInitiator.login(node);
                initiator.clearUnitAttentions(STUCK);
                initiator.submit(STUCK, Cdb.read16(0, 8), new byte[0], 8 * BLOCK);
                initiator.submit(STUCK, Cdb.write16(64, 8), new byte[8 * BLOCK], 0);
                initiator.socket().reset();
            }
            try (RawInitiator initiator = RawInitiator.login(node)) {
                initiator.clearUnitAttentions(HEALTHY);
                Transfer.check(initiator, HEALTHY, Seeds.random("StuckBackendIT"));
                initiator.logout();
            }
            node.stop();
        }
    }

    private interface Answer {
        int get() throws IOException;
    }

    private static int timed(Answer answer) throws IOException {
        long start = System.nanoTime();
        int response = answer.get();
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("StuckBackendIT: answered in " + millis + " ms");
        assertTrue(millis < ANSWER_LIMIT.toMillis(), () -> "answered after " + millis + " ms");
        return response;
    }

    private static long commandsIn(Neighbour neighbour, Duration time) {
        long start = neighbour.commands();
        Await.pause(time);
        return neighbour.commands() - start;
    }
}
