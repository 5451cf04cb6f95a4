package dev.targetnode.iscsi.stream;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.Digest;
import dev.targetnode.iscsi.pdu.LoginResponse;
import dev.targetnode.iscsi.pdu.LoginStage;
import dev.targetnode.iscsi.pdu.LoginStatus;
import dev.targetnode.iscsi.pdu.PduEncoder;
import dev.targetnode.iscsi.pdu.TargetPdu;
import io.netty.buffer.ByteBuf;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/** PDUs in, frames out: header, digests and padding around a data segment that is passed on, not copied. */
final class EncodingStage extends GraphStage<FlowShape<Outbound, OutboundFrame>> {
    private final Inlet<Outbound> in = Inlet.create("EncodingStage.in");
    private final Outlet<OutboundFrame> out = Outlet.create("EncodingStage.out");
    private final FlowShape<Outbound, OutboundFrame> shape = FlowShape.of(in, out);
    private final HeaderPool headers;
    private final Framing framing;

    EncodingStage(HeaderPool headers, Framing framing) {
        this.headers = headers;
        this.framing = framing;
    }

    @Override
    public FlowShape<Outbound, OutboundFrame> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final Digest digest = new Digest();

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    push(out, encode(grab(in)));
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }
            });
        }

        private OutboundFrame encode(Outbound outbound) {
            TargetPdu pdu = outbound.pdu();
            FramingSettings settings = framing.outbound();
            ByteBuf header = headers.take();
            PduEncoder.encodeHeader(pdu, header);
            if (!(pdu instanceof DataIn dataIn) || dataIn.hasStatus()) {
                header.setInt(Bhs.STAT_SN, outbound.statSn()); // reserved in a Data-In without status (11.7)
            }
            if (settings.headerDigest()) {
                Digest.write(digest.reset().add(header).value(), header);
            }
            ByteBuf data = pdu.data();
            int dataBytes = data.readableBytes();
            if (endsLogin(pdu)) {
                framing.finalLoginResponseEncoded();
            }
            if (dataBytes == 0) {
                data.release();
                return new OutboundFrame(header, null, null, outbound.sent());
            }
            return new OutboundFrame(header, data, trailer(data, dataBytes, settings.dataDigest()), outbound.sent());
        }

        private @Nullable ByteBuf trailer(ByteBuf data, int dataBytes, boolean dataDigest) {
            int padding = Bhs.padding(dataBytes);
            if (padding == 0 && !dataDigest) {
                return null;
            }
            ByteBuf trailer = headers.take();
            trailer.writeZero(padding);
            if (dataDigest) {
                Digest.write(digest.reset().add(data).addPaddingOf(dataBytes).value(), trailer);
            }
            return trailer;
        }

        private boolean endsLogin(TargetPdu pdu) {
            return pdu instanceof LoginResponse login
                    && login.transit()
                    && login.nextStage() == LoginStage.FULL_FEATURE_PHASE
                    && login.status() == LoginStatus.SUCCESS;
        }
    }
}
