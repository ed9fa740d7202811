using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Connections;
using CsePowerShell.Errors;

namespace CsePowerShell.Tests.Support;

/// <summary>
/// A PowerShell session as a test needs it: a host, stores of its own, a fake connection that is the default, and a way to run a cmdlet in it.
/// </summary>
internal sealed class Session
{
    private INodeAccess? _nodes;

    public Session()
    {
        Connection = Connect("vcd.example.com", "acme", "alice", Clusters, Directory);
        Host.Variables[DefaultServers.One] = Connection.Server;
    }

    public RecordingHost Host { get; } = new();

    public ConnectionStore Store { get; } = new();

    public LocalOperations Operations { get; } = new();

    public FakeClusters Clusters { get; } = new();

    public FakeDirectory Directory { get; } = new();

    public CseConnection Connection { get; private set; }

    /// <summary>The way into nodes of the default connection.</summary>
    public INodeAccess? NodeAccess
    {
        get => _nodes;
        set
        {
            _nodes = value;
            Connection = Connect("vcd.example.com", "acme", "alice", Clusters, Directory);
            Host.Variables[DefaultServers.One] = Connection.Server;
        }
    }

    public List<string> LoggedOut { get; } = [];

    /// <summary>The error that ended the pipeline; null when it ran to its end.</summary>
    public CseError? Ended { get; private set; }

    public CseConnection Connect(string host, string org, string user, FakeClusters clusters, FakeDirectory? directory = null)
    {
        string id = $"{host}/{org}/{user}";
        CseServer server = new() { Id = id, Name = host, Port = 443, Org = org, User = user, ApiVersion = "36.0" };
        CseConnection connection = new(server, clusters, directory ?? new FakeDirectory(), () => clusters.Calls.Count, _ =>
        {
            LoggedOut.Add(id);
            return Task.CompletedTask;
        })
        {
            Nodes = _nodes,
        };
        Store.Add(connection);
        return connection;
    }

    /// <summary>Switches of the next cmdlet. The reference assembly's SwitchParameter keeps no value, so they are told to the host.</summary>
    public Session With(params string[] switches)
    {
        Host.Switches.UnionWith(switches);
        return this;
    }

    /// <summary>Runs a cmdlet: begin, one process per record (at least one), end, as the engine does.</summary>
    public Session Run<T>(T cmdlet, params Action<T>[] records)
        where T : CseCmdlet
    {
        cmdlet.CmdletHost = Host;
        switch (cmdlet)
        {
            case CseConnectedCmdlet connected:
                (connected.Store, connected.Operations) = (Store, Operations);
                break;
            case ConnectCseServerCommand connect:
                (connect.Store, connect.Operations) = (Store, Operations);
                break;
            case DisconnectCseServerCommand disconnect:
                (disconnect.Store, disconnect.Operations) = (Store, Operations);
                break;
            case GetCseServerCommand get:
                get.Store = Store;
                break;
        }

        using (cmdlet)
        {
            try
            {
                cmdlet.InvokeBegin();
                foreach (Action<T> bind in records.Length == 0 ? [_ => { }] : records)
                {
                    bind(cmdlet);
                    cmdlet.InvokeProcess();
                }

                cmdlet.InvokeEnd();
            }
            catch (PipelineEndedException ended)
            {
                Ended = ended.Error;
            }
            finally
            {
                Host.Switches.Clear();
            }
        }

        return this;
    }

    public IEnumerable<T> OutputOf<T>() => Host.Output.Cast<T>();
}
