package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.IscsiResponse;
import dev.targetnode.iscsi.pdu.Residual;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import dev.targetnode.iscsi.session.Responses.ResidualCount;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class ResponsesTest {
    @Test
    void residualComparesWhatWasExpectedWithWhatTheCommandWanted() {
        assertEquals(new ResidualCount(Residual.NONE, 0), ResidualCount.of(512, 512));
        assertEquals(new ResidualCount(Residual.UNDERFLOW, 12), ResidualCount.of(512, 500));
        assertEquals(new ResidualCount(Residual.OVERFLOW, 12), ResidualCount.of(500, 512));
        assertEquals(new ResidualCount(Residual.UNDERFLOW, 0xFFFF_FFFFL), ResidualCount.of(0xFFFF_FFFFL, 0));
        assertEquals(new ResidualCount(Residual.OVERFLOW, 0xFFFF_FFFFL), ResidualCount.of(0, 1L << 40));
    }

    @Test
    void aResponseWithSenseCarriesItsLengthFirst() {
        ScsiResponse response = Responses.response(
                7,
                ScsiStatus.CHECK_CONDITION,
                Sense.LOGICAL_UNIT_NOT_SUPPORTED,
                false,
                ResidualCount.of(512, 0),
                3,
                10,
                20);
        assertEquals(IscsiResponse.COMMAND_COMPLETED, response.response());
        assertEquals(2, response.status());
        assertEquals(3, response.expDataSn());
        assertEquals(512, response.residualCount());
        String hex = ByteBufUtil.hexDump(response.data());
        response.data().release();
        // SenseLength 18; response code 70h; ILLEGAL REQUEST; additional length 10; 25h/00h
        assertEquals("0012" + "70" + "00" + "05" + "00000000" + "0a" + "00000000" + "2500" + "00000000", hex);
    }

    @Test
    void aResponseWithoutSenseHasNoDataSegment() {
        ScsiResponse response = Responses.response(7, ScsiStatus.GOOD, null, false, ResidualCount.of(0, 0), 0, 10, 20);
        assertFalse(response.data().isReadable());
        assertEquals(Residual.NONE, response.residual());
    }

    @Test
    void onlyADataInWithStatusSaysAnythingAboutTheResidual() {
        DataIn without = Responses.dataIn(7, Unpooled.EMPTY_BUFFER, 512, 1, true, null, 10, 20);
        assertFalse(without.hasStatus());
        assertTrue(without.last());
        assertEquals(Residual.NONE, without.residual());
        DataIn with = Responses.dataIn(7, Unpooled.EMPTY_BUFFER, 512, 1, true, ResidualCount.of(9, 5), 10, 20);
        assertTrue(with.hasStatus());
        assertEquals(Residual.UNDERFLOW, with.residual());
        assertEquals(4, with.residualCount());
    }
}
