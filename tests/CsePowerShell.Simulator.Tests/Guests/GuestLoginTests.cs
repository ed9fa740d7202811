using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestLoginTests(GuestWorld world)
{
    [Fact]
    public async Task A_key_that_the_customization_script_put_there_lets_its_owner_in()
    {
        world.NeedGuests();
        GuestMachine machine = await world.BootAsync("mstr-key1");
        Assert.Equal("mstr-key1 root", await world.User.MustRunAsync(machine.Address, "echo $(hostname) $(id -un)"));
    }

    [Fact]
    public async Task Before_customization_no_key_is_let_in()
    {
        world.NeedGuests();
        GuestMachine machine = world.Machine("mstr-key2");
        await world.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        ProgramRun run = await world.User.RunAsync(machine.Address, "true");
        Assert.Equal(255, run.ExitCode);
        Assert.Contains("Permission denied", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_gets_in_with_the_admin_password_where_the_image_allows_it()
    {
        world.NeedGuests();
        const string password = "p w$'\"ü7";
        GuestMachine machine = world.Machine("photon-1", GuestWorld.Photon, password);
        await world.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.Equal("photon-1\n", (await world.User.RunWithPasswordAsync(machine.Address, password, "hostname")).Output);
        Assert.Equal(255, (await world.User.RunWithPasswordAsync(machine.Address, "wrong", "hostname")).ExitCode);
    }

    [Theory]
    [InlineData(false, "Passw0rd!")]
    [InlineData(true, null)]
    public async Task Root_does_not_get_in_by_password_when_the_image_forbids_it_or_there_is_none(bool imageAllows, string? password)
    {
        world.NeedGuests();
        GuestMachine machine = world.Machine("pw-" + imageAllows.ToString().ToLowerInvariant(), new GuestImage("x", AllowsRootPassword: imageAllows), password);
        await world.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.Equal(255, (await world.User.RunWithPasswordAsync(machine.Address, password ?? "", "hostname")).ExitCode);
    }

    [Fact]
    public async Task Every_machine_has_host_keys_of_its_own()
    {
        world.NeedGuests();
        GuestMachine one = await world.BootAsync("keys-1");
        GuestMachine two = await world.BootAsync("keys-2");
        Assert.NotEqual(
            await world.User.MustRunAsync(one.Address, "cat /etc/ssh/ssh_host_ed25519_key.pub | cut -d' ' -f2"),
            await world.User.MustRunAsync(two.Address, "cat /etc/ssh/ssh_host_ed25519_key.pub | cut -d' ' -f2"));
    }

    [Theory]
    [InlineData("", "salt", "$6$salt$r6qPcj2UeIkfklWHvleGJk8OKTInFYR/fxyuwcC656IWiZBpIFZ9.hMRG2ZQnnyMFrKOe461f9iT9Ljn0wJ5l.")]
    [InlineData("Passw0rd! äöü and quite a long one that goes on beyond sixty-four bytes of text, to be sure", "./aZ09",
        "$6$./aZ09$gkTNwkiBwWY/WlKm7349OcQNzY..AV7MRMF2IyDyqSj11svM6Qj6/JyCjJWNVooEjt7IZFZWzMvfE0/Ug.VFv.")]
    [InlineData("Hello world!", "saltstring", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")]
    public void The_hash_is_the_one_that_crypt_makes(string password, string salt, string hash) => Assert.Equal(hash, Sha512Crypt.Hash(password, salt));
}
