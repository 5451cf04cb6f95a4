package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No bytes make the decoder throw, and what it accepts survives a round trip. Runs the committed corpus; with
 * {@code JAZZER_FUZZ=1} in the environment and {@code -Djazzer.hooks=true} it searches for more.
 */
class PduDecoderFuzzTest {
    private static final FrameLimits LIMITS = new FrameLimits(FrameLimits.AHS_BYTES_MAX, 8192);
    private static final Path CORPUS =
            Path.of("src/test/resources/dev/targetnode/iscsi/pdu/PduDecoderFuzzTestInputs/decodesAnyFrame");

    @FuzzTest(maxDuration = "1m")
    void decodesAnyFrame(byte[] bytes) {
        fuzzOne(bytes);
    }

    @Test
    void replaysTheCommittedCorpus() throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS)) {
            inputs = files.sorted().toList();
        }
        assertTrue(inputs.size() >= 2 * Opcode.values().length, "the corpus has shrunk to " + inputs.size());
        int accepted = 0;
        for (Path input : inputs) {
            accepted += fuzzOne(Files.readAllBytes(input)) ? 1 : 0;
        }
        assertTrue(accepted >= Opcode.values().length, "the corpus reaches every opcode's good path");
    }

    /** Whether the bytes were a PDU. */
    private static boolean fuzzOne(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        SenseSegment.sense(in);
        if (bytes.length < Bhs.BYTES
                || !(FrameHeader.check(in, true, true, LIMITS) instanceof FrameHeader frame)
                || frame.headerBytes() + frame.dataBytes() > bytes.length) {
            return false;
        }
        ByteBuf data = in.slice(frame.headerBytes(), frame.dataBytes());
        if (!(Bytes.decode(in.slice(0, frame.headerBytes()), data) instanceof Pdu pdu)) {
            return false;
        }
        ByteBuf header = Unpooled.buffer();
        PduEncoder.encodeHeader(pdu, header);
        assertEquals(pdu, Bytes.decode(header, data));
        return true;
    }
}
