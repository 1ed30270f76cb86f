using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Switchroom.Server.Telemetry;

/// <summary>Sends metrics and traces to an OpenTelemetry collector, where the standard variable names one; otherwise nothing is collected.</summary>
internal static class TelemetryRegistration
{
    /// <summary>All meters of ours begin with this.</summary>
    public const string Meters = "Switchroom.*";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[Endpoint]))
        {
            return;
        }

        // the exporter reads the OTEL_ variables itself, so that they mean what they mean everywhere
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("switchroom"))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddMeter("System.Runtime").AddAspNetCoreInstrumentation())
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation())
            .UseOtlpExporter();
    }
}
