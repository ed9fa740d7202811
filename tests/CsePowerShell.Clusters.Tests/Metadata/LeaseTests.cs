namespace CsePowerShell.Clusters.Tests;

public class LeaseTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Actor s_alice = new() { User = "alice@acme", Host = "one/aa", Process = "1/2" };
    private static readonly Actor s_carol = new() { User = "carol@acme", Host = "two/bb", Process = "3/4" };

    [Fact]
    public void The_own_lease_is_no_rival() => Assert.Empty(View([Of("me", s_alice, 10)]).Rivals);

    [Fact]
    public void A_live_lease_of_another_operation_is_a_rival() => Assert.Equal("other", Assert.Single(View([Of("me", s_alice, 10), Of("other", s_carol, 10)]).Rivals).OperationId);

    [Fact]
    public void An_expired_lease_is_to_be_removed()
    {
        LeaseView view = View([Of("other", s_carol, -1)]);
        Assert.Empty(view.Rivals);
        Assert.Single(view.Expired);
    }

    [Fact]
    public void The_lease_of_a_process_that_is_known_to_be_dead_is_to_be_removed()
    {
        LeaseView view = LeaseView.Of("me", [Of("other", s_carol, 10)], s_now, (_, actor) => actor == s_carol);
        Assert.Empty(view.Rivals);
        Assert.Single(view.Expired);
    }

    [Fact]
    public void A_lease_for_years_locks_nobody_out() => Assert.Empty(View([Of("other", s_carol, 60 * 24 * 365)]).Rivals);

    [Fact]
    public void A_lease_comes_back_as_it_was()
    {
        Lease lease = Of("other", s_carol, 10);
        Assert.Equal(lease, Assert.Single(Lease.ReadAll(new Dictionary<string, string> { [lease.Key] = lease.ToText(), ["cse.ps.spec"] = "{}" })));
    }

    [Fact]
    public void What_is_no_lease_counts_as_expired() =>
        Assert.Single(View(Lease.ReadAll(new Dictionary<string, string> { ["cse.ps.lease.x"] = "hello" })).Expired);

    private static LeaseView View(IEnumerable<Lease> leases) => LeaseView.Of("me", leases, s_now, (_, _) => false);

    private static Lease Of(string id, Actor actor, int minutes) => new(id, OperationKind.Create, actor, s_now.AddMinutes(minutes));
}
