package dev.targetnode.iscsi.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.FrameLimits;
import dev.targetnode.iscsi.pdu.LoginResponse;
import dev.targetnode.iscsi.pdu.LoginStage;
import dev.targetnode.iscsi.pdu.LoginStatus;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.Residual;
import dev.targetnode.iscsi.pdu.TargetPdu;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EncodingStageTest {
    private static final int STAT_SN = 0x11223344;
    private static ActorTestKit kit;

    private final Framing framing = new Framing();

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private List<OutboundFrame> encode(TargetPdu... pdus) {
        List<Outbound> all = List.of(pdus).stream()
                .map(pdu -> new Outbound(pdu, STAT_SN, null))
                .toList();
        return encodeAll(all);
    }

    private List<OutboundFrame> encodeAll(List<Outbound> pdus) {
        try {
            return Source.from(pdus)
                    .via(new EncodingStage(new HeaderPool(UnpooledByteBufAllocator.DEFAULT), framing))
                    .runWith(Sink.seq(), kit.system())
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static NopIn nop(String data) {
        return new NopIn(0, 7, -1, 0, 1, 2, Unpooled.copiedBuffer(data, StandardCharsets.US_ASCII));
    }

    private static DataIn dataIn(boolean status) {
        return new DataIn(
                status,
                false,
                status,
                0,
                Residual.NONE,
                0,
                0,
                7,
                -1,
                0,
                1,
                2,
                3,
                4,
                Unpooled.wrappedBuffer(new byte[4]));
    }

    private static LoginResponse finalLogin(LoginStatus status) {
        return new LoginResponse(
                true,
                false,
                LoginStage.OPERATIONAL_NEGOTIATION,
                LoginStage.FULL_FEATURE_PHASE,
                0,
                0,
                0,
                1,
                7,
                0,
                1,
                2,
                status,
                Unpooled.copiedBuffer("abcde", StandardCharsets.US_ASCII));
    }

    private void fullFeature(boolean headerDigest, boolean dataDigest) {
        framing.enterFullFeature(new FramingSettings(headerDigest, dataDigest, FrameLimits.LOGIN));
        encode(finalLogin(LoginStatus.SUCCESS));
    }

    private static String hex(@Nullable ByteBuf buffer) {
        return buffer == null ? "none" : ByteBufUtil.hexDump(buffer);
    }

    /** CRC32C as it stands on the wire: least significant byte first (RFC 7143 13.1). */
    private static String crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return "%08x".formatted(Integer.reverseBytes((int) crc.getValue()));
    }

    @Test
    void aHeaderAloneIs48BytesAndNoMore() {
        OutboundFrame frame = encode(nop("")).get(0);
        // opcode 20h, F; no lengths; LUN; ITT; TTT; StatSN; ExpCmdSN; MaxCmdSN; reserved
        assertEquals(
                "20800000" + "00000000" + "0000000000000000" + "00000007" + "ffffffff" + "11223344" + "00000001"
                        + "00000002" + "000000000000000000000000",
                hex(frame.header()));
        assertNull(frame.data());
        assertNull(frame.trailer());
    }

    @Test
    void dataIsPaddedWithZerosToAMultipleOfFour() {
        List<String> trailers = IntStream.rangeClosed(1, 4)
                .mapToObj(bytes -> hex(encode(nop("x".repeat(bytes))).get(0).trailer()))
                .toList();
        assertEquals(List.of("000000", "0000", "00", "none"), trailers);
    }

    @Test
    void digestsFollowHeaderAndPaddedData() {
        fullFeature(true, true);
        OutboundFrame frame = encode(nop("abcde")).get(0);
        byte[] header = ByteBufUtil.getBytes(frame.header(), 0, 48);
        assertEquals(crc(header), hex(frame.header()).substring(96));
        assertEquals("6162636465", hex(frame.data()));
        assertEquals("000000" + crc(new byte[] {'a', 'b', 'c', 'd', 'e', 0, 0, 0}), hex(frame.trailer()));
    }

    @Test
    void eachDigestStandsAlone() {
        fullFeature(true, false);
        OutboundFrame header = encode(nop("abcd")).get(0);
        assertEquals(52, header.header().readableBytes());
        assertNull(header.trailer());
        fullFeature(false, true);
        OutboundFrame data = encode(nop("abcd")).get(0);
        assertEquals(48, data.header().readableBytes());
        assertEquals(crc(new byte[] {'a', 'b', 'c', 'd'}), hex(data.trailer()));
        assertNull(encode(nop("")).get(0).trailer()); // no data, no data digest (11.2.3)
    }

    @Test
    void theFinalLoginResponseIsTheLastPduWithoutDigests() {
        framing.enterFullFeature(new FramingSettings(true, true, FrameLimits.LOGIN));
        List<OutboundFrame> frames = encode(finalLogin(LoginStatus.SUCCESS), nop("abcd"));
        assertEquals(48, frames.get(0).header().readableBytes());
        assertEquals("000000", hex(frames.get(0).trailer()));
        assertEquals(52, frames.get(1).header().readableBytes());
    }

    @Test
    void statSnIsReservedInADataInWithoutStatus() {
        List<OutboundFrame> frames = encode(dataIn(false), dataIn(true));
        assertEquals(0, frames.get(0).header().getInt(24));
        assertEquals(STAT_SN, frames.get(1).header().getInt(24));
    }

    @Test
    void theDataSegmentIsPassedOnAndNotCopied() {
        NopIn pdu = nop("abcd");
        OutboundFrame frame = encode(pdu).get(0);
        org.junit.jupiter.api.Assertions.assertSame(pdu.data(), frame.data());
        assertEquals(1, pdu.data().refCnt());
    }

    @Test
    void theWordThatItWasSentStaysWithItsFrame() {
        AtomicInteger sent = new AtomicInteger();
        List<OutboundFrame> frames = encodeAll(List.of(new Outbound(nop("a"), 0, sent::incrementAndGet)));
        assertEquals(0, sent.get());
        frames.get(0).discard();
        assertEquals(1, sent.get());
    }
}
