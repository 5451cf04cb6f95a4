package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * A PDU that a target sends. StatSN, ExpCmdSN and MaxCmdSN lie at the same place in all of them and are known last: leave
 * them 0 and give them to {@link PduEncoder#encodeHeader(TargetPdu, int, int, int, ByteBuf)}, which makes no new object,
 * or make a copy by {@link #withSerials}.
 */
public sealed interface TargetPdu extends Pdu
        permits NopIn,
                ScsiResponse,
                TaskManagementResponse,
                LoginResponse,
                TextResponse,
                DataIn,
                LogoutResponse,
                ReadyToTransfer,
                AsyncMessage,
                Reject {
    /** StatSN; reserved (0) in a Data-In without status. */
    int statSn();

    /** ExpCmdSN: the next CmdSN that the target expects. */
    int expCmdSn();

    /** MaxCmdSN: the last CmdSN that the target accepts. */
    int maxCmdSn();

    /** The same PDU, same buffer, with these numbers. */
    TargetPdu withSerials(int statSn, int expCmdSn, int maxCmdSn);
}
