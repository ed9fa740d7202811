using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestFileSystemTests(GuestWorld world) : GuestTests(world)
{
    [Fact]
    public async Task What_one_guest_writes_is_seen_by_no_other_and_not_by_this_machine()
    {
        World.NeedGuests();
        GuestMachine one = await World.BootAsync("files-1");
        GuestMachine two = await World.BootAsync("files-2");
        string mark = Guid.NewGuid().ToString("N");
        string[] places = ["/root", "/etc", "/etc/kubernetes", "/usr/local/bin", "/var/lib", "/tmp", "/run", "/home", "/opt", "/dev/shm"];
        foreach (string place in places)
            await World.User.MustRunAsync(one.Address, $"touch {place}/{mark}");
        foreach (string place in places)
        {
            Assert.False(File.Exists($"{place}/{mark}"), $"{place} of the guest is this machine's");
            Assert.NotEqual(0, (await World.User.RunAsync(two.Address, $"test -e {place}/{mark}")).ExitCode);
        }
    }

    [Fact]
    public async Task A_guest_sees_neither_homes_nor_keys_nor_passwords_of_this_machine()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("private-1");
        string folder = Directory.CreateTempSubdirectory("not-for-guests-").FullName;
        try
        {
            Assert.NotEqual(0, (await World.User.RunAsync(machine.Address, $"test -e {folder}")).ExitCode);
        }
        finally
        {
            Directory.Delete(folder);
        }
        Assert.Equal("root\nnobody\nsshd", await World.User.MustRunAsync(machine.Address, "cut -d: -f1 /etc/shadow"));
        Assert.Equal("authorized_keys", await World.User.MustRunAsync(machine.Address, "ls /root/.ssh"));
        Assert.Equal("", await World.User.MustRunAsync(machine.Address, "ls /home /srv /mnt /media -A | grep -v :$ | tr -d '\\n'"));
        Assert.Equal("devpts overlay proc sysfs tmpfs", await World.User.MustRunAsync(machine.Address,
            "echo $(cut -d' ' -f3 /proc/mounts | sort -u)"));
    }

    [Fact]
    public async Task Nothing_of_this_machine_can_be_changed_from_inside()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("harmless-1");
        string swappiness = File.ReadAllText("/proc/sys/vm/swappiness");
        string hostName = Environment.MachineName;
        string mounts = File.ReadAllText("/proc/mounts");
        string[] attempts =
        [
            "echo 7 > /proc/sys/vm/swappiness", "mount -o remount,rw /proc/sys", "umount /proc/sys", "mount -t tmpfs x /mnt", "mount --bind / /mnt",
            "mknod /tmp/disk b 8 0", "echo 1 > /sys/kernel/mm/ksm/run", "nsenter -t 1 -m true", "unshare -m true", "/usr/bin/date -s 2001-01-01",
            "chroot /proc/1/root true && kill -9 $(cat /proc/1/status | grep ^NoSuch)", "/usr/bin/hostname other",
        ];
        foreach (string attempt in attempts)
            Assert.True((await World.User.RunAsync(machine.Address, attempt)).ExitCode != 0, $"'{attempt}' was possible");

        foreach (string tool in (string[])["sysctl -w vm.swappiness=7", "swapoff -a", "modprobe br_netfilter", "iptables -P FORWARD ACCEPT",
            "hostnamectl set-hostname renamed"])
            await World.User.MustRunAsync(machine.Address, tool);
        Assert.Equal("7", await World.User.MustRunAsync(machine.Address, "sysctl -n vm.swappiness"));
        Assert.Equal("renamed", await World.User.MustRunAsync(machine.Address, "hostname"));

        Assert.Equal(swappiness, File.ReadAllText("/proc/sys/vm/swappiness"));
        Assert.Equal(hostName, Environment.MachineName);
        Assert.Equal(hostName, File.ReadAllText("/proc/sys/kernel/hostname").Trim());
        Assert.Equal(mounts, File.ReadAllText("/proc/mounts"));
    }

    [Fact]
    public async Task Killing_every_process_inside_harms_no_other_guest_and_ssh_comes_back()
    {
        World.NeedGuests();
        GuestMachine victim = await World.BootAsync("kill-1");
        GuestMachine other = await World.BootAsync("kill-2");
        await World.User.RunAsync(victim.Address, "kill -9 -1");
        Assert.Equal("kill-2", await World.User.MustRunAsync(other.Address, "hostname"));
        await Eventually.TrueAsync(async () => (await World.User.RunAsync(victim.Address, "true")).ExitCode == 0, "sshd of the guest comes back");
    }
}
