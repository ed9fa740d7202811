using System.Security.Cryptography;

namespace CsePowerShell.Guest.Tests;

/// <content>Who the guest is, and who we are: host keys, management keys, passwords.</content>
public abstract partial class GuestShellContract
{
    [Fact]
    public async Task First_contact_pins_the_host_key_and_the_same_key_is_accepted_again()
    {
        HostKeyPins pins = new();
        string vm = "vm-" + Guid.NewGuid();

        (await OpenAsync(Sshd.Endpoint(vm), pins)).Dispose();
        (await OpenAsync(Sshd.Endpoint(vm), pins)).Dispose();

        Assert.Equal(Sshd.HostKeyFingerprint, pins.Find(vm));
    }

    [Fact]
    public async Task A_changed_host_key_is_an_error_and_nothing_is_sent()
    {
        Sshd.Need();
        HostKeyPins pins = new();
        pins.Pin("vm-7", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        using TcpProxy proxy = TcpProxy.To(Sshd.Port);
        int logins = Sshd.Logins("");

        GuestHostKeyChangedException e = await Assert.ThrowsAsync<GuestHostKeyChangedException>(() => OpenAsync(Sshd.Endpoint("vm-7", proxy.Port), pins));

        Assert.Equal(Sshd.HostKeyFingerprint, e.Actual);
        Assert.Equal("vm-7", e.PinId);
        Assert.Equal("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", pins.Find("vm-7"));
        Assert.InRange(proxy.Connections, 1, 2);
    }

    [Fact]
    public async Task A_wrong_management_key_is_refused_by_its_fingerprint()
    {
        Sshd.Need();
        ManagementKey other = ManagementKey.LoadOrCreate(Path.Combine(Sshd.Folder, "other-" + Guid.NewGuid()));

        GuestAuthenticationException e = await Assert.ThrowsAsync<GuestAuthenticationException>(() => OpenAsync(credential: GuestCredential.FromKey(other)));

        Assert.Equal(other.Fingerprint, e.KeyFingerprint);
        Assert.Contains(other.Fingerprint, e.Message);
    }
}
