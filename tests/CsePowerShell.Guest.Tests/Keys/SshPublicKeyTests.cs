using FsCheck;
using FsCheck.Fluent;

namespace CsePowerShell.Guest.Tests;

public sealed class SshPublicKeyTests
{
    private const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7n8GxRd/4Hk5CcPYQ0dLO8s1PwR2Q2yXKXJwA0pJm3";

    [Fact]
    public void A_key_with_a_comment_is_read_and_written_as_one_line()
    {
        SshPublicKey key = SshPublicKey.Parse($"  {Ed25519}   alice at home \r\n");

        Assert.Equal("ssh-ed25519", key.Type);
        Assert.Equal("alice at home", key.Comment);
        Assert.Equal(Ed25519 + " alice at home", key.Line);
        Assert.StartsWith("SHA256:", key.Fingerprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("hello")]
    [InlineData("command=\"id\" " + Ed25519)]
    [InlineData("from=\"10.0.0.1\"," + Ed25519)]
    [InlineData(Ed25519 + "\n" + Ed25519)]
    [InlineData(Ed25519 + "\rssh-rsa AAAA")]
    [InlineData(Ed25519 + " a\0b")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIB7n8GxRd/4Hk5CcPYQ0dLO8s1PwR2Q2yXKXJwA0pJm3")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7n8GxRd/4Hk5CcPYQ0dLO8s1PwR2Q2yXKXJwA0pJ")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7n8GxRd/4Hk5CcPYQ0dLO8s1PwR2Q2yXKXJwA0pJm3AAAA")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7n8GxRd/4Hk5CcPYQ0dLO8s1PwR2Q2yXKXJwA0pJm3====")]
    [InlineData("ssh-dss AAAAB3NzaC1kc3MAAACBAA==")]
    [InlineData("ssh-ed25519 //////////8=")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----")]
    public void Whatever_is_not_exactly_one_public_key_is_refused(string text)
    {
        Assert.False(SshPublicKey.TryParse(text, out SshPublicKey? key, out string? fault));
        Assert.Null(key);
        Assert.EndsWith(".", fault);
        Assert.Throws<FormatException>(() => SshPublicKey.Parse(text));
    }

    [Fact]
    public void A_comment_may_not_be_endless() => Assert.False(SshPublicKey.TryParse(Ed25519 + " " + new string('x', 300), out _, out _));

    [Fact]
    public void Whatever_is_accepted_is_one_printable_line_that_begins_with_a_known_type()
    {
        Gen<string> text = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(noise => noise ?? ""),
            ArbMap.Default.GeneratorFor<string>().Select(noise => Ed25519 + noise),
            ArbMap.Default.GeneratorFor<string>().Select(noise => $"{Ed25519} {noise}"),
            ArbMap.Default.GeneratorFor<string>().Select(noise => noise + Ed25519));

        Prop.ForAll(text.ToArbitrary(), candidate =>
            !SshPublicKey.TryParse(candidate, out SshPublicKey? key, out _)
            || (!key!.Line.Any(char.IsControl) && key.Line.StartsWith("ssh-ed25519 AAAA", StringComparison.Ordinal)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("ed25519", "")]
    [InlineData("rsa", "2048")]
    [InlineData("ecdsa", "256")]
    [InlineData("ecdsa", "384")]
    [InlineData("ecdsa", "521")]
    public async Task Keys_of_ssh_keygen_are_read_with_the_fingerprint_it_prints(string type, string bits)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ssh-keygen"), "ssh-keygen is not installed.");
        string folder = Directory.CreateTempSubdirectory("cse-key-").FullName;
        string file = Path.Combine(folder, "k");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", type, .. (bits.Length > 0 ? (string[])["-b", bits] : []), "-N", "", "-C", "bob@x", "-f", file]);

        SshPublicKey key = SshPublicKey.Parse(File.ReadAllText(file + ".pub"));

        Assert.Equal((await Tool.RunAsync("ssh-keygen", ["-l", "-f", file + ".pub"])).Split(' ')[1], key.Fingerprint);
        Assert.Equal("bob@x", key.Comment);
        Directory.Delete(folder, recursive: true);
    }
}
