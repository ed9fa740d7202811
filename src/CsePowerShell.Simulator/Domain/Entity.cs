using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Domain;

/// <summary>Anything with an id and a name. All of the world is read and changed under <see cref="World.Gate"/>.</summary>
internal abstract class Entity(EntityKind kind, Guid id, string name)
{
    public EntityKind Kind { get; } = kind;
    public Guid Id { get; } = id;
    public string Name { get; set; } = name;
    public string? Description { get; set; }

    public string Urn => $"urn:vcloud:{Kind.Word}:{Id}";

    /// <summary>The running tasks and the last failed one: vCD leaves a failure in the object's document until the next task.</summary>
    public List<VcdTask> Tasks { get; } = [];
}

/// <summary>An entity that carries metadata.</summary>
internal abstract class DescribedEntity(EntityKind kind, Guid id, string name) : Entity(kind, id, name)
{
    public MetadataStore Metadata { get; } = new();
}
