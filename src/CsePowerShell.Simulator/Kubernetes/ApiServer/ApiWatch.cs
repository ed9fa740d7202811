using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>A watch: the changes after a resource version, one JSON line each, until the caller goes or its time is over.</summary>
internal sealed class ApiWatch : IDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ClusterState _state;
    private readonly ResourceKind _kind;
    private readonly ApiRequest _request;
    private readonly Func<JsonObject, bool> _isMine;
    private readonly HashSet<string> _seen = [];

    /// <summary>Called inside the state's lock, so no change is missed or told twice.</summary>
    public ApiWatch(ClusterState state, ResourceKind kind, ApiRequest request, Func<JsonObject, bool> isMine)
    {
        (_state, _kind, _request, _isMine) = (state, kind, request, isMine);
        string? from = request.Option("resourceVersion");
        if (from is null or "0")
        {
            foreach (JsonObject one in state.Store.List(kind))
                Tell(new ResourceChange(0, kind, "ADDED", one));
        }
        else if (long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out long version) && state.Store.Since(version) is { } changes)
        {
            // What it already has, it has from a list: a change that makes an object leave its selection must be told as a deletion.
            foreach (JsonObject one in state.Store.List(kind).Where(isMine))
                _seen.Add(one.Uid());
            foreach (ResourceChange change in changes)
                Tell(change);
        }
        else
            throw new ApiException(HttpStatusCode.Gone, "Expired", $"too old resource version: {from}");
        state.Store.Changed += Tell;
    }

    /// <summary>How long it may last.</summary>
    public TimeSpan Limit => int.TryParse(_request.Option("timeoutSeconds"), CultureInfo.InvariantCulture, out int seconds)
        ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(30);

    public IAsyncEnumerable<string> LinesAsync(CancellationToken cancellationToken) => _lines.Reader.ReadAllAsync(cancellationToken);

    public void Dispose() => _state.Read(() =>
    {
        _state.Store.Changed -= Tell;
        return true;
    });

    private void Tell(ResourceChange change)
    {
        if (change.Kind != _kind)
            return;
        string uid = change.Object.Uid();
        bool selected = _isMine(change.Object);
        string type;
        if (change.Type == "DELETED" || !selected)
        {
            if (!_seen.Remove(uid) && !(change.Type == "DELETED" && selected))
                return;
            type = "DELETED";
        }
        else
            type = _seen.Add(uid) ? "ADDED" : "MODIFIED";
        JsonNode shown = _request.WantsTable ? ApiTable.Of(_kind, [change.Object], change.Version, _state.Now) : change.Object.DeepClone();
        _lines.Writer.TryWrite(ApiResponse.Line(new JsonObject { ["type"] = type, ["object"] = shown }));
    }
}
