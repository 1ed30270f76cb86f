using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api;

/// <summary>How often an operation may be called.</summary>
internal enum RateClass
{
    /// <summary>Most operations.</summary>
    Default,

    /// <summary>Deletions of rooms.</summary>
    Heavy,

    /// <summary>What starts a call.</summary>
    Calls,
}

/// <summary>One method on one path: what the router, the validation and the OpenAPI document are made from.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path below <c>/v1</c>, with its parameters in braces.</param>
/// <param name="Id">Name of the operation for generated clients.</param>
/// <param name="Summary">One line.</param>
/// <param name="Handler">Carries it out.</param>
internal sealed record ApiOperation(string Method, string Path, string Id, string Summary, Func<ApiCall, Task<ApiAnswer>> Handler)
{
    /// <summary>The group it is shown in.</summary>
    public required string Tag { get; init; }

    /// <summary>More than one line.</summary>
    public string? Description { get; init; }

    /// <summary>The body of a 200 is a stream of server-sent events.</summary>
    public bool Streams { get; init; }

    public RateClass Rate { get; init; }

    /// <summary>A meeting token of an owner or administrator of the room in the path opens it too, for clients that dial from the page.</summary>
    public bool OpenToOwners { get; init; }

    /// <summary>What the body must be; null for operations without one.</summary>
    public ObjectRule? Body { get; init; }

    public IReadOnlyList<Field> Query { get; init; } = [];

    /// <summary>The body of a 200; null for an empty one.</summary>
    public Rule? Answer { get; init; }

    /// <summary>Refusals beyond those that every operation has, for the document.</summary>
    public IReadOnlyList<ApiError> Refusals { get; init; } = [];
}

/// <summary>The operations of one REST resource.</summary>
internal interface IApiResource
{
    IEnumerable<ApiOperation> Operations { get; }
}
