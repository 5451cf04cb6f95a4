package dev.targetnode.core.scsi.reservation;

/** An I_T nexus, which is what registers and reserves (SPC-4 5.13.1). */
public record ItNexus(TransportId initiatorPort, TargetPort targetPort) {}
