using System.Formats.Tar;
using System.Security.Cryptography;

namespace CsePowerShell.VCloud.Tests.Ovf;

/// <summary>Packages on disk: read without being unpacked, and refused with the reason.</summary>
public sealed class OvfPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cse-ovf-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Every_format_of_tar_gives_the_bytes_that_were_packed(TarEntryFormat format)
    {
        OvaMaker maker = OvaMaker.WithDisk(300_000);
        // Longer than the 100 characters that a plain header has room for.
        string longName = new string('d', 130) + ".vmdk";
        if (format != TarEntryFormat.Ustar)
            maker.Files.Add((longName, [1, 2, 3]));
        maker.Format = format;
        using OvfPackage package = OvfPackage.Open(maker.WriteOva(_folder));
        Assert.Equal(maker.Files.Select(file => file.Name), package.Files.Select(file => file.Name));
        foreach ((PackageFile file, byte[] content) in package.Files.Zip(maker.Files, (file, made) => (file, made.Content)))
            Assert.Equal(content, Read(file.Open(0, file.Size)));
        Assert.Equal(maker.Files[0].Content[1000..5000], Read(package.Files[0].Open(1000, 4000)));
    }

    [Fact]
    public void What_the_system_s_own_tar_packs_is_read()
    {
        Assert.SkipUnless(File.Exists("/bin/tar") || File.Exists("/usr/bin/tar"), "tar is not on this machine");
        OvaMaker maker = OvaMaker.WithDisk(100_000);
        string content = Directory.CreateDirectory(Path.Combine(_folder, "content")).FullName;
        maker.WriteFolder(content);
        string ova = Path.Combine(_folder, "by-tar.ova");
        using (System.Diagnostics.Process tar = System.Diagnostics.Process.Start("tar", ["-C", content, "-cf", ova, "."]))
            Assert.True(tar.WaitForExit(10_000) && tar.ExitCode == 0);
        using OvfPackage package = OvfPackage.Open(ova);
        Assert.Equal(maker.Files[0].Content, Read(package.Files[0].Open(0, 100_000)));
    }

    [Fact]
    public async Task A_disk_larger_than_an_octal_size_can_say_is_found_where_it_ends()
    {
        // 9 GB that take no room: the header is what is tested.
        const long Size = 9L << 30;
        OvaMaker maker = new() { Manifest = null, Files = { ("big.vmdk", []) }, Descriptor = text => text.Replace("ovf:size=\"0\"", $"ovf:size=\"{Size}\"", StringComparison.Ordinal) };
        string small = maker.WriteOva(_folder);
        byte[] packed = await File.ReadAllBytesAsync(small, Cancel);
        int header = packed.AsSpan().IndexOf("big.vmdk\0"u8);
        Span<byte> size = packed.AsSpan(header + 124, 12);
        size.Clear();
        size[0] = 0x80;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(size[4..], Size);
        packed.AsSpan(header + 148, 8).Fill((byte)' ');
        int sum = packed.AsSpan(header, 512).ToArray().Sum(value => value);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(packed, header + 148);
        string path = Path.Combine(_folder, "big.ova");
        await using (FileStream file = File.Create(path))
        {
            await file.WriteAsync(packed.AsMemory(0, header + 512), Cancel);
            file.SetLength(header + 512 + Size + 1024);
        }

        using OvfPackage package = OvfPackage.Open(path);
        Assert.Equal(Size, package.Bytes);
        Assert.Equal(new byte[10], Read(package.Files[0].Open(Size - 10, 10)));
    }

    [Fact]
    public async Task A_folder_is_read_as_an_archive_is()
    {
        OvaMaker maker = OvaMaker.WithDisk(50_000);
        using OvfPackage package = OvfPackage.Open(maker.WriteFolder(_folder));
        Assert.False(package.IsArchive);
        Assert.True(package.HasManifest);
        Assert.Equal(maker.Files[0].Content, Read(package.Files[0].Open(0, 50_000)));
        Assert.Equal(64, (await package.VerifyAsync(cancellationToken: Cancel)).Length);
        OvfPackageException refused = await Assert.ThrowsAsync<OvfPackageException>(() => package.VerifyAsync(new string('0', 64), cancellationToken: Cancel));
        Assert.Contains("checksum", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_pieces_is_one_file()
    {
        byte[] content = RandomNumberGenerator.GetBytes(25);
        OvaMaker maker = new()
        {
            Manifest = null,
            Files = { ("disk.vmdk.000000000", content[..10]), ("disk.vmdk.000000001", content[10..20]), ("disk.vmdk.000000002", content[20..]) },
            Descriptor = text => System.Text.RegularExpressions.Regex.Replace(text, "<References>.*</References>",
                "<References><File ovf:id=\"file0\" ovf:href=\"disk.vmdk\" ovf:size=\"25\" ovf:chunkSize=\"10\"/></References>"),
        };
        using OvfPackage package = OvfPackage.Open(maker.WriteOva(_folder));
        PackageFile file = Assert.Single(package.Files);
        Assert.Equal(("disk.vmdk", 25), (file.Name, file.Size));
        Assert.Equal(content[8..23], Read(file.Open(8, 15)));
    }

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA512")]
    public async Task A_right_manifest_is_accepted_and_a_changed_byte_is_found(string algorithm)
    {
        OvaMaker maker = OvaMaker.WithDisk(2_500_000);
        maker.Manifest = new HashAlgorithmName(algorithm);
        string path = maker.WriteOva(_folder);
        long seen = 0;
        using (OvfPackage package = OvfPackage.Open(path))
        {
            Assert.Equal(OvaMaker.Sha256(await File.ReadAllBytesAsync(path, Cancel)), await package.VerifyAsync(null, read => seen = read, Cancel));
            Assert.Equal((new FileInfo(path).Length, new FileInfo(path).Length), (package.BytesToVerify, seen));
        }

        byte[] bytes = await File.ReadAllBytesAsync(path, Cancel);
        bytes[^500_000] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Cancel);
        using OvfPackage damaged = OvfPackage.Open(path);
        OvfPackageException found = await Assert.ThrowsAsync<OvfPackageException>(() => damaged.VerifyAsync(cancellationToken: Cancel));
        Assert.Contains("disk1.vmdk", found.Message, StringComparison.Ordinal);
        Assert.Contains(algorithm, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_is_that_of_the_whole_archive()
    {
        string path = OvaMaker.WithDisk(10_000).WriteOva(_folder);
        string sum = OvaMaker.Sha256(await File.ReadAllBytesAsync(path, Cancel));
        using OvfPackage package = OvfPackage.Open(path);
        Assert.Equal(sum, await package.VerifyAsync(" " + sum.ToUpperInvariant(), cancellationToken: Cancel));
        OvfPackageException other = await Assert.ThrowsAsync<OvfPackageException>(() => package.VerifyAsync(new string('a', 64), cancellationToken: Cancel));
        Assert.Contains(sum, other.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<OvaMaker>> WrongOnes => new()
    {
        { "names \"gone.vmdk\"", maker => maker.ManifestText = text => text + $"SHA256(gone.vmdk)= {new string('0', 64)}\n" },
        { "says nothing of \"disk1.vmdk\"", maker => maker.ManifestText = text => text.Split('\n')[0] + "\n" },
        { "no digest", maker => maker.ManifestText = text => text + "MD5(x)= 12\n" },
        { "no digest", maker => maker.ManifestText = text => text + "SHA256(x)= 12\n" },
        { "1000 bytes, its descriptor says 999", maker => maker.Descriptor = text => text.Replace("ovf:size=\"1000\"", "ovf:size=\"999\"", StringComparison.Ordinal) },
        { "not in \"node.ova\"", maker => maker.Descriptor = text => text.Replace("ovf:href=\"disk1.vmdk\"", "ovf:href=\"disk2.vmdk\"", StringComparison.Ordinal) },
        { "no name of a file", maker => maker.Descriptor = text => text.Replace("ovf:href=\"disk1.vmdk\"", "ovf:href=\"../../etc/shadow\"", StringComparison.Ordinal) },
        { "no name of a file", maker => maker.Descriptor = text => text.Replace("ovf:href=\"disk1.vmdk\"", "ovf:href=\"https://example.com/d\"", StringComparison.Ordinal) },
        { "no virtual machine", maker => maker.Descriptor = text => text.Replace("VirtualSystem", "SomethingElse", StringComparison.Ordinal) },
        { "is no XML", maker => maker.Descriptor = text => "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>" + text[text.IndexOf('\n', StringComparison.Ordinal)..] },
        { "two files named", maker => maker.Files.Add(maker.Files[0]) },
        { "2 descriptors", maker => maker.Files.Add(("other.ovf", [1])) },
    };

    [Theory]
    [MemberData(nameof(WrongOnes))]
    public async Task What_is_wrong_is_said(string words, Action<OvaMaker> spoil)
    {
        OvaMaker maker = OvaMaker.WithDisk(1000);
        spoil(maker);
        string path = maker.WriteOva(_folder);
        OvfPackageException refused = await Assert.ThrowsAsync<OvfPackageException>(async () =>
        {
            using OvfPackage package = OvfPackage.Open(path);
            await package.VerifyAsync(cancellationToken: Cancel);
        });
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(20_000)]
    public void A_cut_archive_is_refused_before_it_is_read(int missing)
    {
        string path = OvaMaker.WithDisk(30_000).WriteOva(_folder);
        long end = new FileInfo(path).Length - 1024 - (30_720 - 30_000);
        using (FileStream file = new(path, FileMode.Open))
            file.SetLength(end - missing);
        Assert.Contains("cut off", Assert.Throws<OvfPackageException>(() => OvfPackage.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_is_no_OVA()
    {
        string path = Path.Combine(_folder, "text.ova");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Contains("no OVA", Assert.Throws<OvfPackageException>(() => OvfPackage.Open(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "");
        Assert.Contains("no OVA", Assert.Throws<OvfPackageException>(() => OvfPackage.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_is_written_meanwhile_is_noticed()
    {
        string path = OvaMaker.WithDisk(1000).WriteOva(_folder);
        using OvfPackage package = OvfPackage.Open(path);
        package.EnsureUnchanged();
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.Contains("written while", Assert.Throws<OvfPackageException>(package.EnsureUnchanged).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_of_Kubernetes_is_read_from_the_property_of_image_builder()
    {
        using (OvfPackage package = OvfPackage.Open(OvaMaker.WithDisk(10).WriteOva(_folder)))
            Assert.Equal(("v1.31.4", 1, 8L << 30), (package.Descriptor.KubernetesVersion, package.Descriptor.VmCount, package.Descriptor.DiskBytes));
        OvaMaker silent = OvaMaker.WithDisk(10);
        silent.KubernetesVersion = null;
        using OvfPackage other = OvfPackage.Open(silent.WriteOva(_folder, "silent.ova"));
        Assert.Null(other.Descriptor.KubernetesVersion);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Read(Stream stream)
    {
        using (stream)
        {
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }
}
