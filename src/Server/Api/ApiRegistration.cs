using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Domains;
using Switchroom.Server.Api.Numbers;
using Switchroom.Server.Api.OpenApi;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Streams;
using Switchroom.Server.Api.Tokens;
using Switchroom.Server.Api.Webhooks;
using Switchroom.Server.Settings;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Api;

internal static class ApiRegistration
{
    private const string Base = "/v1";
    private const string DocumentPath = "/openapi/v1.json";

    /// <summary>Registers the REST API. <see cref="IDialOut"/> is registered with the phone.</summary>
    public static void AddApi(this IServiceCollection services)
    {
        services.TryAddSingleton<TokenReader>();
        services.TryAddSingleton<IRoomCalls, RoomCalls>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<OwnerTokens>();
        services.AddSingleton<ApiPipeline>();
        services.AddSingleton<SipAddress>();
        services.AddSingleton<RoomView>();
        services.AddSingleton<CallRooms>();
        services.AddSingleton<IApiResource, RoomsResource>();
        services.AddSingleton<IApiResource, PresenceResource>();
        services.AddSingleton<IApiResource, InCallResource>();
        services.AddSingleton<IApiResource, DialOutResource>();
        services.AddSingleton<IApiResource, TokensResource>();
        services.AddSingleton<IApiResource, DomainResource>();
        services.AddSingleton<IApiResource, WebhooksResource>();
        services.AddSingleton<IApiResource, EventStreamResource>();
        services.AddSingleton<IApiResource, PhoneNumbersResource>();
        services.AddSingleton<IApiResource, OutboundTrunksResource>();
        services.AddSingleton<IApiResource, CallerIdsResource>();
    }

    /// <summary>Maps every operation, and answers what nobody maps in the API's own form.</summary>
    public static void MapApi(this WebApplication app)
    {
        // Daily's examples use both https://api.daily.co/v1 and https://daily.co/api/v1
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/api" + Base, StringComparison.OrdinalIgnoreCase, out var rest))
            {
                http.Request.Path = Base + rest;
            }

            return next(http);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = FailAsync, SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException });
        app.UseStatusCodePages(NameStatusAsync);
        app.UseRouting();

        var pipeline = app.Services.GetRequiredService<ApiPipeline>();
        var operations = app.Services.GetServices<IApiResource>().SelectMany(resource => resource.Operations).ToArray();
        foreach (var operation in operations)
        {
            app.MapMethods(Base + operation.Path, [operation.Method], (RequestDelegate)(http => pipeline.HandleAsync(operation, http)));
        }

        var document = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Write(operations, app.Services.GetRequiredService<ApiSettings>())));
        app.MapGet(DocumentPath, () => Results.Bytes(document.Value, "application/json"));
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Switchroom API";
            page.SwaggerEndpoint(DocumentPath, "Switchroom");
            page.EnableTryItOutByDefault();
            page.EnablePersistAuthorization();
        });
    }

    private static Task FailAsync(HttpContext http)
    {
        var failure = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        return ApiPipeline.WriteAsync(http.Response, failure is BadHttpRequestException bad
            ? ApiError.Invalid(bad.Message)
            : new ApiError(500, "server-error", "the server failed on this request; its log tells more"));
    }

    private static Task NameStatusAsync(StatusCodeContext context)
    {
        var (http, status) = (context.HttpContext, context.HttpContext.Response.StatusCode);
        if (!http.Request.Path.StartsWithSegments(Base, StringComparison.OrdinalIgnoreCase))
        {
            return Task.CompletedTask;
        }

        var error = status switch
        {
            StatusCodes.Status404NotFound => ApiError.NotFound($"there is no {http.Request.Path}"),
            StatusCodes.Status405MethodNotAllowed => new ApiError(status, "invalid-request-error", $"{http.Request.Path} does not take {http.Request.Method}"),
            _ => new ApiError(status, "invalid-request-error"),
        };
        return ApiPipeline.WriteAsync(http.Response, error);
    }
}
