namespace CsePowerShell.VCloud;

/// <summary>Reads VMs out of query records.</summary>
internal static class VmRecordDocument
{
    public static VmRecord Read(QueryRecord record) => new(record.Name, record.Href, record.Id)
    {
        Status = record["status"] ?? "",
        GuestCustomization = CustomizationOf(record["gcStatus"]),
        VAppId = VCloudUrn.FromHref(record["container"]) ?? record["container"],
        VAppName = record["containerName"] ?? "",
        VdcId = VCloudUrn.FromHref(record["vdc"]) ?? record["vdc"],
        IpAddress = record["ipAddress"] is { Length: > 0 } address ? address : null,
        Cpu = (int)(record.GetNumber("numberOfCpus") ?? 0),
        MemoryMB = (int)(record.GetNumber("memoryMB") ?? 0),
        IsDeployed = record.GetBoolean("isDeployed") ?? false,
    };

    private static GuestCustomizationState CustomizationOf(string? status) => status switch
    {
        "GC_PENDING" => GuestCustomizationState.Pending,
        "REBOOT_PENDING" => GuestCustomizationState.RebootPending,
        "POST_GC_PENDING" => GuestCustomizationState.PostPending,
        "GC_COMPLETE" => GuestCustomizationState.Complete,
        "GC_FAILED" => GuestCustomizationState.Failed,
        _ => GuestCustomizationState.Unknown,
    };
}
