package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetKeyValuesTest {
    private static TargetKeyValues accepted(Map<String, String> settings) {
        return assertInstanceOf(TargetKeyValues.Accepted.class, TargetKeyValues.of(settings))
                .values();
    }

    @Test
    void defaultsAreThoseOfScst() {
        TargetKeyValues values = TargetKeyValues.DEFAULTS;
        assertEquals("No", values.own(TextKey.INITIAL_R2T));
        assertEquals("Yes", values.own(TextKey.IMMEDIATE_DATA));
        assertEquals(1_048_576, values.maxRecvDataSegmentLength());
        assertEquals(1_048_576, values.maxXmitDataSegmentLength());
        assertEquals("1048576", values.own(TextKey.MAX_BURST_LENGTH));
        assertEquals("65536", values.own(TextKey.FIRST_BURST_LENGTH));
        assertEquals("32", values.own(TextKey.MAX_OUTSTANDING_R2T));
        assertEquals(List.of("CRC32C", "None"), values.supported(TextKey.HEADER_DIGEST));
        assertEquals(32, values.queuedCommands());
        assertEquals(30, values.nopInInterval());
        assertEquals(30, values.nopInTimeout());
        assertEquals(90, values.rspTimeout());
        assertEquals(0, values.maxSessions());
    }

    @ParameterizedTest
    @CsvSource({
        "MaxRecvDataSegmentLength,512,1048576",
        "MaxXmitDataSegmentLength,512,1048576",
        "MaxBurstLength,512,1048576",
        "FirstBurstLength,512,1048576",
        "MaxOutstandingR2T,1,65535",
        "QueuedCommands,1,2048",
        "NopInInterval,0,65535",
        "NopInTimeout,2,65535",
        "RspTimeout,2,65535",
        "MaxSessions,0,65535"
    })
    void takesTheWholeRangeAndNothingBeside(String name, long min, long max) {
        accepted(Map.of(name, Long.toString(min)));
        accepted(Map.of(name, Long.toString(max)));
        for (long beside : new long[] {min - 1, max + 1}) {
            assertEquals(
                    new TargetKeyValues.Refused(List.of(
                            name + " must be a number from " + min + " to " + max + ", not \"" + beside + "\"")),
                    TargetKeyValues.of(Map.of(name, Long.toString(beside))));
        }
    }

    @Test
    void takesYesAndNoOnlyAsSpelled() {
        accepted(Map.of("InitialR2T", "Yes", "ImmediateData", "No"));
        for (String wrong : List.of("yes", "NO", "1", "", "Yes ")) {
            assertInstanceOf(TargetKeyValues.Refused.class, TargetKeyValues.of(Map.of("InitialR2T", wrong)));
        }
    }

    @Test
    void takesDigestListsInAnyOrderWithoutRepetition() {
        assertEquals(List.of("None"), accepted(Map.of("HeaderDigest", "None")).supported(TextKey.HEADER_DIGEST));
        accepted(Map.of("DataDigest", "None,CRC32C"));
        for (String wrong : List.of("", "crc32c", "None,", "None,None", "MD5", "None, CRC32C")) {
            assertInstanceOf(TargetKeyValues.Refused.class, TargetKeyValues.of(Map.of("DataDigest", wrong)));
        }
    }

    @Test
    void namesEveryProblemAtOnce() {
        TargetKeyValues.Refused refused = assertInstanceOf(
                TargetKeyValues.Refused.class,
                TargetKeyValues.of(Map.of("MaxBurst", "1", "RspTimeout", "x", "InitialR2T", "maybe")));
        assertEquals(3, refused.problems().size());
    }

    @Test
    void keepsNumbersInDecimal() {
        assertEquals("4096", accepted(Map.of("MaxBurstLength", "0x1000")).own(TextKey.MAX_BURST_LENGTH));
    }

    @Test
    void constructorRefusesIllegalValues() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new TargetKeyValues(Map.of(TargetAttribute.QUEUED_COMMANDS, "0")));
    }
}
