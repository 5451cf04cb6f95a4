package dev.targetnode.iscsi.portal;

import dev.targetnode.core.scsi.Lun;
import dev.targetnode.core.target.TargetActor;
import dev.targetnode.iscsi.login.ChapUsers;
import dev.targetnode.iscsi.login.TargetKeyValues;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A target as portals see it.
 *
 * @param name its iSCSI name, folded
 * @param alias TargetAlias, if it has one
 * @param enabled false where logins are refused and discovery is silent about it
 * @param portalGroupTag the tag of its one portal group
 * @param relativeTargetPortId RELATIVE TARGET PORT IDENTIFIER
 * @param addressMethod how REPORT LUNS writes its LUNs
 * @param keys its own side of negotiation
 * @param chap who may log in and proves it by CHAP; empty where nobody needs to
 * @param actor the target
 */
public record TargetEntry(
        String name,
        Optional<String> alias,
        boolean enabled,
        int portalGroupTag,
        int relativeTargetPortId,
        Lun.AddressMethod addressMethod,
        TargetKeyValues keys,
        Optional<ChapUsers> chap,
        ActorRef<TargetActor.Command> actor) {}
