using System.Diagnostics;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;
using CsePowerShell.Errors;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests;

public sealed class ConnectionStoreTests
{
    private readonly Session _session = new();

    [Fact]
    public void A_connection_is_found_by_id_name_host_and_wildcard()
    {
        CseConnection other = _session.Connect("vcd.example.com:8443", "globex", "bob", new FakeClusters());
        ConnectionStore store = _session.Store;
        Assert.Same(other, Assert.Single(store.Match(new CseServerIdentity(other.Id))));
        Assert.Same(other, Assert.Single(store.Match(new CseServerIdentity("vcd.example.com:8443"))));
        Assert.Equal(2, store.Match(new CseServerIdentity("vcd.example.com")).Count);
        Assert.Same(other, Assert.Single(store.Match(new CseServerIdentity("*/GLOBEX/*"))));
        Assert.Empty(store.Match(new CseServerIdentity("vcd")));
    }

    [Fact]
    public void An_object_names_its_own_connection_and_no_other_of_that_host()
    {
        Assert.Empty(_session.Store.Match(new CseServerIdentity(new CseServer { Id = "vcd.example.com", Name = "vcd.example.com" })));
        Assert.Throws<NotConnectedException>(() => _session.Store.Resolve([new CseServerIdentity(new CseServer { Id = "gone/acme/alice" })]));
    }

    [Fact]
    public void A_name_that_fits_several_is_an_error_and_a_wildcard_is_not()
    {
        _session.Connect("vcd.example.com", "globex", "bob", new FakeClusters());
        ClusterException failure = Assert.Throws<ClusterException>(() => _session.Store.Resolve([new CseServerIdentity("vcd.example.com")]));
        Assert.Equal((ErrorCodes.NameAmbiguous, 2), (failure.Code, failure.Details.Count));
        Assert.Equal(2, _session.Store.Resolve([new CseServerIdentity("vcd.*")]).Count);
    }

    [Fact]
    public async Task A_closed_connection_is_not_found_any_more_and_is_closed_once()
    {
        await _session.Connection.CloseAsync(TestContext.Current.CancellationToken);
        await _session.Connection.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Null(_session.Store.Find(_session.Connection.Id));
        Assert.Empty(_session.Store.Open);
        Assert.Single(_session.LoggedOut);
    }

    [Fact]
    public async Task Many_threads_may_use_it_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                CseConnection connection = new(new CseServer { Id = $"h/o/{(thread * 31 + i) % 10}", Name = "h" }, new FakeClusters(), new FakeDirectory(), () => 0, _ => Task.CompletedTask);
                _session.Store.Add(connection);
                Assert.NotEmpty(_session.Store.Open);
                _session.Store.Match(new CseServerIdentity("h"));
                _session.Store.Remove(connection);
            }
        })));
        Assert.All(_session.Store.Open, connection => Assert.True(connection.IsOpen));
    }

    [Fact]
    public void At_the_end_of_the_process_all_sessions_are_ended_and_a_dead_server_does_not_hold_it()
    {
        CseConnection dead = new(new CseServer { Id = "dead/o/u", Name = "dead" }, new FakeClusters(), new FakeDirectory(), () => 0, stop => Task.Delay(Timeout.Infinite, CancellationToken.None));
        CseConnection failing = new(new CseServer { Id = "bad/o/u", Name = "bad" }, new FakeClusters(), new FakeDirectory(), () => 0, _ => throw new IOException("gone"));
        _session.Store.Add(dead);
        _session.Store.Add(failing);
        Stopwatch watch = Stopwatch.StartNew();
        _session.Store.CloseAll(TimeSpan.FromMilliseconds(200));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"It took {watch.Elapsed}.");
        Assert.Equal([_session.Connection.Id], _session.LoggedOut);
        Assert.Empty(_session.Store.Open);
    }
}
