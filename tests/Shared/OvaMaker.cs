using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Tests.Shared;

/// <summary>Makes small OVF packages, right ones and wrong ones. The archive is written by the platform's own tar writer, not by code of ours.</summary>
public sealed class OvaMaker
{
    public string Name { get; set; } = "node";

    /// <summary>The files of the package; disks without meaning.</summary>
    public List<(string Name, byte[] Content)> Files { get; } = [];

    public string? KubernetesVersion { get; set; } = "v1.31.4";

    /// <summary>The algorithm of the manifest; null for none.</summary>
    public HashAlgorithmName? Manifest { get; set; } = HashAlgorithmName.SHA256;

    public TarEntryFormat Format { get; set; } = TarEntryFormat.Ustar;

    /// <summary>What becomes of the descriptor before it is packed.</summary>
    public Func<string, string> Descriptor { get; set; } = text => text;

    /// <summary>What becomes of the manifest before it is packed.</summary>
    public Func<string, string> ManifestText { get; set; } = text => text;

    /// <summary>A package with one disk of bytes that do not repeat.</summary>
    public static OvaMaker WithDisk(int bytes, int seed = 1)
    {
        byte[] content = new byte[bytes];
        new Random(seed).NextBytes(content);
        return new OvaMaker { Files = { ("disk1.vmdk", content) } };
    }

    public string WriteOva(string folder, string? fileName = null)
    {
        string path = Path.Combine(folder, fileName ?? Name + ".ova");
        using FileStream file = File.Create(path);
        using TarWriter tar = new(file, Format, leaveOpen: false);
        foreach ((string name, byte[] content) in Members())
        {
            TarEntry entry = Format switch
            {
                TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                _ => new UstarTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(content);
            tar.WriteEntry(entry);
        }
        return path;
    }

    /// <summary>The descriptor's path; the files lie beside it.</summary>
    public string WriteFolder(string folder)
    {
        foreach ((string name, byte[] content) in Members()) File.WriteAllBytes(Path.Combine(folder, name), content);
        return Path.Combine(folder, Name + ".ovf");
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private List<(string Name, byte[] Content)> Members()
    {
        byte[] descriptor = Encoding.UTF8.GetBytes(Descriptor(Envelope()));
        List<(string Name, byte[] Content)> members = [(Name + ".ovf", descriptor)];
        if (Manifest is { } algorithm)
        {
            IEnumerable<string> lines = members.Concat(Files).Select(member => $"{algorithm.Name}({member.Name})= {Digest(algorithm, member.Content)}\n");
            members.Add((Name + ".mf", Encoding.UTF8.GetBytes(ManifestText(string.Concat(lines)))));
        }
        return [.. members, .. Files];
    }

    private static string Digest(HashAlgorithmName algorithm, byte[] content) => Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, content));

    private string Envelope() => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
            xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
            xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
          <References>{string.Concat(Files.Select((file, i) => $"""<File ovf:id="file{i}" ovf:href="{file.Name}" ovf:size="{file.Content.Length}"/>"""))}</References>
          <DiskSection>
            <Info>Disks</Info>
            {string.Concat(Files.Select((_, i) => $"""<Disk ovf:diskId="disk{i}" ovf:fileRef="file{i}" ovf:capacity="8" ovf:capacityAllocationUnits="byte * 2^30"/>"""))}
          </DiskSection>
          <NetworkSection><Info>Networks</Info><Network ovf:name="VM Network"><Description>The network</Description></Network></NetworkSection>
          <VirtualSystem ovf:id="{Name}">
            <Info>A node</Info>
            <Name>{Name}</Name>
            <OperatingSystemSection ovf:id="96"><Info>The system</Info><Description>Ubuntu Linux (64-bit)</Description></OperatingSystemSection>
            <VirtualHardwareSection>
              <Info>Hardware</Info>
              <System><vssd:ElementName>Virtual Hardware Family</vssd:ElementName><vssd:InstanceID>0</vssd:InstanceID><vssd:VirtualSystemType>vmx-13</vssd:VirtualSystemType></System>
              <Item><rasd:AllocationUnits>hertz * 10^6</rasd:AllocationUnits><rasd:ElementName>2 virtual CPUs</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
              <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ElementName>4096 MB of memory</rasd:ElementName><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>4096</rasd:VirtualQuantity></Item>
              <Item><rasd:ElementName>SCSI Controller 0</rasd:ElementName><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceSubType>VirtualSCSI</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></Item>
              {string.Concat(Files.Select((_, i) => $"""<Item><rasd:AddressOnParent>{i}</rasd:AddressOnParent><rasd:ElementName>Hard disk {i + 1}</rasd:ElementName><rasd:HostResource>ovf:/disk/disk{i}</rasd:HostResource><rasd:InstanceID>{10 + i}</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>"""))}
              <Item><rasd:AddressOnParent>7</rasd:AddressOnParent><rasd:AutomaticAllocation>true</rasd:AutomaticAllocation><rasd:Connection>VM Network</rasd:Connection><rasd:ElementName>Network adapter 1</rasd:ElementName><rasd:InstanceID>4</rasd:InstanceID><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
            </VirtualHardwareSection>
            {(KubernetesVersion is null ? "" : $"""<ProductSection><Info>What is in it</Info><Product>Ubuntu and Kubernetes</Product><Property ovf:key="KUBERNETES_SEMVER" ovf:type="string" ovf:value="{KubernetesVersion}"/></ProductSection>""")}
          </VirtualSystem>
        </Envelope>
        """;
}
