package dev.targetnode.core.scsi;

/**
 * Who a logical unit says it is. Strings are printable ASCII, {@code scsiDeviceName} UTF-8; identifiers are lower-case
 * hexadecimal without a prefix, empty for none. Lengths have been checked by whoever made it.
 *
 * @param t10VendorId T10 VENDOR IDENTIFICATION, up to 8 characters
 * @param productId PRODUCT IDENTIFICATION, up to 16 characters
 * @param revision PRODUCT REVISION LEVEL, up to 4 characters
 * @param vendorSpecificId what follows the vendor in the T10 vendor ID designator, up to 128 characters
 * @param t10DeviceId SCST's t10_dev_id, up to 25 characters; the default of {@code vendorSpecificId}
 * @param unitSerialNumber UNIT SERIAL NUMBER (VPD 80h), up to 20 characters
 * @param naaId an NAA designator: 8 bytes starting with 2, 3 or 5, or 16 starting with 6
 * @param eui64Id an EUI-64 based designator: 8, 12 or 16 bytes
 * @param scsiDeviceName a SCSI name string for the device, up to 256 bytes, empty for none
 * @param inquiryVendorSpecific bytes from 96 of the standard INQUIRY data, up to 160 characters, empty for none
 */
public record DiskIdentity(
        String t10VendorId,
        String productId,
        String revision,
        String vendorSpecificId,
        String t10DeviceId,
        String unitSerialNumber,
        String naaId,
        String eui64Id,
        String scsiDeviceName,
        String inquiryVendorSpecific) {}
