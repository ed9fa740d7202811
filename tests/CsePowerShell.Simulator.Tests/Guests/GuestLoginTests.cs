using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestLoginTests(GuestWorld world) : GuestTests(world)
{
    [Fact]
    public async Task A_key_that_the_customization_script_put_there_lets_its_owner_in()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("mstr-key1");
        Assert.Equal("mstr-key1 root", await World.User.MustRunAsync(machine.Address, "echo $(hostname) $(id -un)"));
    }

    [Fact]
    public async Task Before_customization_no_key_is_let_in()
    {
        World.NeedGuests();
        GuestMachine machine = World.Machine("mstr-key2");
        await World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        ProgramRun run = await World.User.RunAsync(machine.Address, "true");
        Assert.Equal(255, run.ExitCode);
        Assert.Contains("Permission denied", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_gets_in_with_the_admin_password_where_the_image_allows_it()
    {
        World.NeedGuests();
        const string password = "p w$'\"ü7";
        GuestMachine machine = World.Machine("photon-1", GuestWorld.Photon, password);
        await World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.Equal("photon-1\n", (await World.User.RunWithPasswordAsync(machine.Address, password, "hostname")).Output);
        Assert.Equal(255, (await World.User.RunWithPasswordAsync(machine.Address, "wrong", "hostname")).ExitCode);
    }

    [Theory]
    [InlineData(false, "Passw0rd!")]
    [InlineData(true, null)]
    public async Task Root_does_not_get_in_by_password_when_the_image_forbids_it_or_there_is_none(bool imageAllows, string? password)
    {
        World.NeedGuests();
        GuestMachine machine = World.Machine("pw-" + imageAllows.ToString().ToLowerInvariant(), new GuestImage("x", AllowsRootPassword: imageAllows),
            password);
        await World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.Equal(255, (await World.User.RunWithPasswordAsync(machine.Address, password ?? "", "hostname")).ExitCode);
    }

    [Fact]
    public async Task Every_machine_has_host_keys_of_its_own()
    {
        World.NeedGuests();
        GuestMachine one = await World.BootAsync("keys-1");
        GuestMachine two = await World.BootAsync("keys-2");
        Assert.NotEqual(
            await World.User.MustRunAsync(one.Address, "cat /etc/ssh/ssh_host_ed25519_key.pub | cut -d' ' -f2"),
            await World.User.MustRunAsync(two.Address, "cat /etc/ssh/ssh_host_ed25519_key.pub | cut -d' ' -f2"));
    }

    [Theory]
    [InlineData("", "salt", "$6$salt$r6qPcj2UeIkfklWHvleGJk8OKTInFYR/fxyuwcC656IWiZBpIFZ9.hMRG2ZQnnyMFrKOe461f9iT9Ljn0wJ5l.")]
    [InlineData("Passw0rd! äöü and quite a long one that goes on beyond sixty-four bytes of text, to be sure", "./aZ09",
        "$6$./aZ09$gkTNwkiBwWY/WlKm7349OcQNzY..AV7MRMF2IyDyqSj11svM6Qj6/JyCjJWNVooEjt7IZFZWzMvfE0/Ug.VFv.")]
    [InlineData("Hello world!", "saltstring", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")]
    public void The_hash_is_the_one_that_crypt_makes(string password, string salt, string hash) =>
        Assert.Equal(hash, Sha512Crypt.Hash(password, salt));
}
