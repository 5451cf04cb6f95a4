package dev.targetnode.iscsi.login;

import static dev.targetnode.iscsi.login.Initiator.NAME;
import static dev.targetnode.iscsi.login.Initiator.TARGET;
import static dev.targetnode.iscsi.login.Initiator.ofDefaultTarget;
import static dev.targetnode.iscsi.login.Initiator.pairs;
import static dev.targetnode.iscsi.login.Initiator.stay;
import static dev.targetnode.iscsi.login.Initiator.transit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole logins with the keys that initiators in use send, each answered pair by pair. */
final class LoginDialogueTest {
    @Test
    void libiscsiStartsInTheOperationalStage() {
        LoginStep.Complete complete = ofDefaultTarget()
                .completed(transit(
                        1,
                        3,
                        NAME,
                        "InitiatorAlias=iscsi-inq",
                        TARGET,
                        "SessionType=Normal",
                        "HeaderDigest=None",
                        "DataDigest=None",
                        "InitialR2T=No",
                        "ImmediateData=Yes",
                        "MaxBurstLength=262144",
                        "FirstBurstLength=262144",
                        "MaxRecvDataSegmentLength=262144",
                        "DefaultTime2Wait=2",
                        "DefaultTime2Retain=0",
                        "IFMarker=No",
                        "OFMarker=No",
                        "MaxConnections=1",
                        "MaxOutstandingR2T=1",
                        "DataPDUInOrder=Yes",
                        "DataSequenceInOrder=Yes",
                        "ErrorRecoveryLevel=0"));
        assertEquals(
                List.of(
                        "TargetPortalGroupTag=1",
                        "HeaderDigest=None",
                        "DataDigest=None",
                        "InitialR2T=No",
                        "ImmediateData=Yes",
                        "MaxBurstLength=262144",
                        "FirstBurstLength=65536",
                        "DefaultTime2Wait=2",
                        "DefaultTime2Retain=0",
                        "IFMarker=No",
                        "OFMarker=No",
                        "MaxConnections=1",
                        "MaxOutstandingR2T=1",
                        "DataPDUInOrder=Yes",
                        "DataSequenceInOrder=Yes",
                        "ErrorRecoveryLevel=0",
                        "MaxRecvDataSegmentLength=1048576"),
                pairs(complete.answer()));
        NegotiatedParameters parameters = complete.parameters();
        assertEquals(262_144, parameters.initiatorMaxRecvDataSegmentLength());
        assertEquals(1_048_576, parameters.targetMaxRecvDataSegmentLength());
        assertEquals(262_144, parameters.maxBurstLength());
        assertEquals(65_536, parameters.firstBurstLength());
        assertFalse(parameters.initialR2t());
        assertTrue(parameters.immediateData());
        assertFalse(parameters.headerDigest());
        assertEquals(1, parameters.maxOutstandingR2t());
        assertEquals(2, parameters.defaultTime2Wait());
        assertEquals(0, parameters.defaultTime2Retain());
        assertEquals(1, parameters.protocolLevel());
        assertEquals("RFC3720", parameters.taskReporting());
    }

    @Test
    void libiscsiRepeatsItsNamesAfterTheSecurityStage() {
        Initiator initiator = ofDefaultTarget();
        initiator.answered(transit(0, 1, NAME, TARGET, "SessionType=Normal", "AuthMethod=CHAP,None"));
        initiator.completed(transit(1, 3, NAME, TARGET, "SessionType=Normal", "HeaderDigest=None"));
    }

    @Test
    void openIscsiGoesThroughBothStages() {
        Initiator initiator = ofDefaultTarget();
        LoginAnswer security = initiator.answered(
                transit(0, 1, NAME, "InitiatorAlias=node", TARGET, "SessionType=Normal", "AuthMethod=None"));
        assertEquals(List.of("TargetPortalGroupTag=1", "AuthMethod=None"), pairs(security));
        assertTrue(security.transit());
        LoginStep.Complete complete = initiator.completed(transit(
                1,
                3,
                "HeaderDigest=CRC32C,None",
                "DataDigest=None",
                "DefaultTime2Wait=2",
                "DefaultTime2Retain=0",
                "IFMarker=No",
                "OFMarker=No",
                "ErrorRecoveryLevel=0",
                "InitialR2T=No",
                "ImmediateData=Yes",
                "MaxBurstLength=16776192",
                "FirstBurstLength=262144",
                "MaxOutstandingR2T=1",
                "MaxConnections=1",
                "DataPDUInOrder=Yes",
                "DataSequenceInOrder=Yes",
                "MaxRecvDataSegmentLength=262144"));
        assertEquals(
                List.of(
                        "HeaderDigest=CRC32C",
                        "DataDigest=None",
                        "DefaultTime2Wait=2",
                        "DefaultTime2Retain=0",
                        "IFMarker=No",
                        "OFMarker=No",
                        "ErrorRecoveryLevel=0",
                        "InitialR2T=No",
                        "ImmediateData=Yes",
                        "MaxBurstLength=1048576",
                        "FirstBurstLength=65536",
                        "MaxOutstandingR2T=1",
                        "MaxConnections=1",
                        "DataPDUInOrder=Yes",
                        "DataSequenceInOrder=Yes",
                        "MaxRecvDataSegmentLength=1048576"),
                pairs(complete.answer()));
        assertTrue(complete.parameters().headerDigest());
        assertFalse(complete.parameters().dataDigest());
    }

    @Test
    void windowsNegotiatesInSeveralRequestsAndAsksToMoveOnWithAnEmptyOne() {
        Initiator initiator = ofDefaultTarget();
        initiator.answered(transit(
                0,
                1,
                "InitiatorName=iqn.1991-05.com.microsoft:WIN-HOST",
                "SessionType=Normal",
                TARGET,
                "AuthMethod=None"));
        LoginAnswer keys = initiator.answered(stay(
                1,
                "HeaderDigest=None,CRC32C",
                "DataDigest=None,CRC32C",
                "ErrorRecoveryLevel=2",
                "InitialR2T=No",
                "ImmediateData=Yes",
                "MaxRecvDataSegmentLength=65536",
                "MaxBurstLength=262144",
                "FirstBurstLength=65536",
                "MaxConnections=1",
                "DataPDUInOrder=Yes",
                "DataSequenceInOrder=Yes",
                "DefaultTime2Wait=0",
                "DefaultTime2Retain=60",
                "MaxOutstandingR2T=16"));
        assertEquals(
                List.of(
                        "HeaderDigest=None",
                        "DataDigest=None",
                        "ErrorRecoveryLevel=0",
                        "InitialR2T=No",
                        "ImmediateData=Yes",
                        "MaxBurstLength=262144",
                        "FirstBurstLength=65536",
                        "MaxConnections=1",
                        "DataPDUInOrder=Yes",
                        "DataSequenceInOrder=Yes",
                        "DefaultTime2Wait=0",
                        "DefaultTime2Retain=0",
                        "MaxOutstandingR2T=16",
                        "MaxRecvDataSegmentLength=1048576"),
                pairs(keys));
        assertFalse(keys.transit());
        LoginStep.Complete complete = initiator.completed(transit(1, 3));
        assertEquals(List.of(), pairs(complete.answer()));
        assertEquals(
                "iqn.1991-05.com.microsoft:win-host",
                complete.parameters().identity().initiatorName().value());
        assertEquals(65_536, complete.parameters().initiatorMaxRecvDataSegmentLength());
    }

    @Test
    void esxiOffersChapAndNoneAndAsksForR2t() {
        Initiator initiator = ofDefaultTarget();
        LoginAnswer security = initiator.answered(transit(
                0,
                1,
                "InitiatorName=iqn.1998-01.com.vmware:esx-01-12345678",
                TARGET,
                "SessionType=Normal",
                "AuthMethod=CHAP,None"));
        assertEquals(List.of("TargetPortalGroupTag=1", "AuthMethod=None"), pairs(security));
        LoginStep.Complete complete = initiator.completed(transit(
                1,
                3,
                "HeaderDigest=None",
                "DataDigest=None",
                "MaxRecvDataSegmentLength=131072",
                "InitialR2T=Yes",
                "ImmediateData=Yes",
                "MaxBurstLength=262144",
                "FirstBurstLength=262144",
                "MaxOutstandingR2T=8",
                "DefaultTime2Wait=0",
                "DefaultTime2Retain=0",
                "ErrorRecoveryLevel=0",
                "MaxConnections=1"));
        assertTrue(complete.parameters().initialR2t());
        assertTrue(complete.parameters().immediateData());
        assertEquals(8, complete.parameters().maxOutstandingR2t());
        assertEquals(131_072, complete.parameters().initiatorMaxRecvDataSegmentLength());
    }

    @Test
    void aBareInitiatorNeedsTwoRequests() {
        Initiator initiator = ofDefaultTarget();
        LoginAnswer security = initiator.answered(transit(0, 1, NAME, TARGET, "SessionType=Normal", "AuthMethod=None"));
        assertTrue(security.transit());
        assertEquals(1, security.nsg());
        LoginStep.Complete complete = initiator.completed(
                transit(1, 3, "MaxRecvDataSegmentLength=262144", "InitialR2T=No", "ImmediateData=Yes"));
        assertEquals(3, complete.answer().nsg());
        assertEquals(
                List.of("InitialR2T=No", "ImmediateData=Yes", "MaxRecvDataSegmentLength=1048576"),
                pairs(complete.answer()));
    }

    @Test
    void discoveryOfLibiscsiGetsIrrelevantForKeysOfData() {
        LoginStep.Complete complete = ofDefaultTarget()
                .completed(transit(
                        1,
                        3,
                        NAME,
                        "SessionType=Discovery",
                        "HeaderDigest=None",
                        "InitialR2T=No",
                        "MaxBurstLength=262144",
                        "MaxRecvDataSegmentLength=262144"));
        assertEquals(
                List.of(
                        "HeaderDigest=None",
                        "InitialR2T=Irrelevant",
                        "MaxBurstLength=Irrelevant",
                        "MaxRecvDataSegmentLength=1048576"),
                pairs(complete.answer()));
        assertTrue(complete.parameters().discovery());
    }

    @Test
    void textInFullFeaturePhaseChangesTheInitiatorsLimitAlone() {
        LoginStep.Complete complete = ofDefaultTarget().completed(transit(1, 3, NAME, TARGET, "MaxBurstLength=65536"));
        Negotiator.Outcome outcome = Negotiator.negotiate(
                NegotiationPhase.FULL_FEATURE,
                complete.negotiation(),
                TargetKeyValues.DEFAULTS,
                List.of(new KeyValueText.Pair("MaxRecvDataSegmentLength", "4096")));
        NegotiatedParameters after =
                complete.parameters().redeclared(((Negotiator.Negotiated) outcome).state(), TargetKeyValues.DEFAULTS);
        assertEquals(4096, after.initiatorMaxRecvDataSegmentLength());
        assertEquals(1_048_576, after.targetMaxRecvDataSegmentLength());
        assertEquals(65_536, after.maxBurstLength());
    }

    @Test
    void theTargetsOwnLimitForSendingBindsBelowTheInitiators() {
        TargetKeyValues own =
                new TargetKeyValues(java.util.Map.of(TargetAttribute.MAX_XMIT_DATA_SEGMENT_LENGTH, "16384"));
        LoginStep.Complete complete = new Initiator(Initiator.admitting(own))
                .completed(transit(1, 3, NAME, TARGET, "MaxRecvDataSegmentLength=262144"));
        assertEquals(16_384, complete.parameters().initiatorMaxRecvDataSegmentLength());
    }
}
