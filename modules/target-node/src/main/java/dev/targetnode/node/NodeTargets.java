package dev.targetnode.node;

import dev.targetnode.core.scsi.Lun;
import dev.targetnode.core.scsi.reservation.TargetPort;
import dev.targetnode.core.target.DeviceActor;
import dev.targetnode.core.target.LunMapping;
import dev.targetnode.core.target.TargetActor;
import dev.targetnode.iscsi.login.IscsiName;
import dev.targetnode.iscsi.login.TargetKeyValues;
import dev.targetnode.iscsi.portal.TargetEntry;
import dev.targetnode.mgmt.config.DigestMethod;
import dev.targetnode.mgmt.config.LunSpec;
import dev.targetnode.mgmt.config.NodeConfiguration;
import dev.targetnode.mgmt.config.SessionKeys;
import dev.targetnode.mgmt.config.TargetSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes target actors of configured targets. */
final class NodeTargets {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTargets.class);

    /** Every target has one portal group so far, which holds every portal (SCST's tag too). */
    private static final int PORTAL_GROUP_TAG = 1;

    private final ActorSystem<NodeGuardian.Command> system;
    private final Map<String, OpenDevice> devices;

    NodeTargets(ActorSystem<NodeGuardian.Command> system, Map<String, OpenDevice> devices) {
        this.system = system;
        this.devices = devices;
    }

    List<TargetEntry> start(NodeConfiguration configuration) throws NodeStartException {
        Map<String, Integer> ids = configuration.relativeTargetIds();
        List<TargetEntry> entries = new ArrayList<>();
        for (TargetSpec target : configuration.targets()) {
            entries.add(start(target, ids.getOrDefault(target.name(), target.relTgtId())));
        }
        return entries;
    }

    private TargetEntry start(TargetSpec target, int relativeTargetPortId) throws NodeStartException {
        List<LunMapping> luns = target.luns().entrySet().stream()
                .map(entry -> mapping(entry.getKey(), entry.getValue()))
                .toList();
        DeviceActor.PortAdded port = new DeviceActor.PortAdded(
                new TargetPort(folded(target.name()), PORTAL_GROUP_TAG), relativeTargetPortId);
        luns.forEach(lun -> lun.device().tell(port));
        LOG.info("target {}: {}", target.name(), target.enabled() ? describe(target) : "disabled");
        return new TargetEntry(
                folded(target.name()),
                Optional.of(target.alias()).filter(alias -> !alias.isEmpty()),
                target.enabled(),
                PORTAL_GROUP_TAG,
                relativeTargetPortId,
                addressMethod(target),
                keys(target),
                NodeChap.users(target.chap()),
                system.systemActorOf(
                        TargetActor.create(target.name(), luns, target.maxSessions()),
                        "target-" + entryName(target.name()),
                        Props.empty()));
    }

    /** As initiators' names for it are folded too (RFC 3722). */
    private static String folded(String name) throws NodeStartException {
        IscsiName.Parsed parsed = IscsiName.parse(name);
        if (parsed instanceof IscsiName.Invalid invalid) {
            throw new NodeStartException("target " + name + ": " + invalid.reason());
        }
        return ((IscsiName.Valid) parsed).folded();
    }

    /** Actor names are path segments; iSCSI names hold colons, which they may, and nothing worse. */
    private static String entryName(String name) {
        return name.replace('/', '_');
    }

    private String describe(TargetSpec target) {
        return target.luns().entrySet().stream()
                .map(entry -> "LUN " + entry.getKey() + " = "
                        + device(entry.getValue()).title())
                .collect(Collectors.joining("; "));
    }

    private OpenDevice device(LunSpec lun) {
        return Objects.requireNonNull(devices.get(lun.device()), "the configuration has been checked");
    }

    private LunMapping mapping(int number, LunSpec lun) {
        OpenDevice device = device(lun);
        int blockBytes = device.disk().geometry().blockBytes();
        return new LunMapping(
                number,
                device.name(),
                device.actor(),
                device.memory(),
                device.disk().limits().maxTransferBlocks() * blockBytes,
                blockBytes,
                lun.readOnly());
    }

    private static Lun.AddressMethod addressMethod(TargetSpec target) {
        return switch (target.addressMethod()) {
            case PERIPHERAL -> Lun.AddressMethod.PERIPHERAL;
            case FLAT -> Lun.AddressMethod.FLAT;
            case LUN -> Lun.AddressMethod.LUN;
        };
    }

    private static TargetKeyValues keys(TargetSpec target) throws NodeStartException {
        SessionKeys keys = target.keys();
        Map<String, String> values = new HashMap<>();
        values.put("QueuedCommands", String.valueOf(target.queuedCommands()));
        values.put("NopInInterval", String.valueOf(target.nopInInterval().toSeconds()));
        values.put("NopInTimeout", String.valueOf(target.nopInTimeout().toSeconds()));
        values.put("RspTimeout", String.valueOf(target.rspTimeout().toSeconds()));
        values.put("MaxSessions", String.valueOf(target.maxSessions()));
        values.put("InitialR2T", keys.initialR2t() ? "Yes" : "No");
        values.put("ImmediateData", keys.immediateData() ? "Yes" : "No");
        values.put("MaxRecvDataSegmentLength", String.valueOf(keys.maxRecvDataSegmentBytes()));
        values.put("MaxXmitDataSegmentLength", String.valueOf(keys.maxXmitDataSegmentBytes()));
        values.put("MaxBurstLength", String.valueOf(keys.maxBurstBytes()));
        values.put("FirstBurstLength", String.valueOf(keys.firstBurstBytes()));
        values.put("MaxOutstandingR2T", String.valueOf(keys.maxOutstandingR2t()));
        values.put("HeaderDigest", digests(keys.headerDigest()));
        values.put("DataDigest", digests(keys.dataDigest()));
        TargetKeyValues.Checked checked = TargetKeyValues.of(values);
        if (checked instanceof TargetKeyValues.Refused refused) {
            throw new NodeStartException("target " + target.name() + ": " + String.join("; ", refused.problems()));
        }
        return ((TargetKeyValues.Accepted) checked).values();
    }

    private static String text(DigestMethod method) {
        return switch (method) {
            case NONE -> "None";
            case CRC32C -> "CRC32C";
        };
    }

    private static String digests(List<DigestMethod> methods) {
        return methods.stream().map(NodeTargets::text).collect(Collectors.joining(","));
    }
}
