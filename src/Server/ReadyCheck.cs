namespace Switchroom.Server;

/// <summary>Something that must work before the server is ready. <c>GET /readyz</c> asks all that are registered.</summary>
/// <param name="Name">What is checked, one word.</param>
/// <param name="ProblemAsync">Null when it works, else what is wrong.</param>
internal sealed record ReadyCheck(string Name, Func<CancellationToken, Task<string?>> ProblemAsync);
