namespace MinerMonitor.Silo.Access;

/// <summary>Endpoint metadata: what the endpoint asks of its caller. The last one on an endpoint counts.</summary>
internal sealed record AccessDeclaration(AccessKind Kind);
