using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Switchroom.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "domains",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    properties = table.Column<string>(type: "TEXT", nullable: false),
                    secret_check = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_domains", x => x.id);
                    table.CheckConstraint("ck_domains_created_at", "created_at > 0");
                    table.CheckConstraint("ck_domains_id", "length(id) > 0");
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false, collation: "BINARY"),
                    domain_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    @sealed = table.Column<string>(name: "sealed", type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
                    table.CheckConstraint("ck_api_keys_created_at", "created_at > 0");
                    table.CheckConstraint("ck_api_keys_id", "length(id) > 0");
                    table.ForeignKey(
                        name: "FK_api_keys_domains_domain_id",
                        column: x => x.domain_id,
                        principalTable: "domains",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "call_legs",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    domain_id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    room_name = table.Column<string>(type: "TEXT", nullable: false),
                    direction = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    user_id = table.Column<string>(type: "TEXT", nullable: true),
                    caller_id_id = table.Column<string>(type: "TEXT", nullable: true),
                    caller_number = table.Column<string>(type: "TEXT", nullable: true),
                    trunk_id = table.Column<string>(type: "TEXT", nullable: true),
                    idempotency_key = table.Column<string>(type: "TEXT", nullable: true),
                    request_hash = table.Column<string>(type: "TEXT", nullable: true),
                    metadata = table.Column<string>(type: "TEXT", nullable: true),
                    codec = table.Column<string>(type: "TEXT", nullable: true),
                    sip_call_id = table.Column<string>(type: "TEXT", nullable: true),
                    sip_code = table.Column<int>(type: "INTEGER", nullable: true),
                    sip_reason = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
                    ringing_at = table.Column<long>(type: "INTEGER", nullable: true),
                    answered_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    quality = table.Column<string>(type: "TEXT", nullable: true),
                    ladder = table.Column<string>(type: "TEXT", nullable: true),
                    recovery = table.Column<string>(type: "TEXT", nullable: true),
                    node_id = table.Column<string>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_call_legs", x => x.id);
                    table.CheckConstraint("ck_call_legs_created_at", "created_at > 0");
                    table.CheckConstraint("ck_call_legs_direction", "direction IN ('in', 'out')");
                    table.CheckConstraint("ck_call_legs_id", "length(id) > 0");
                    table.CheckConstraint("ck_call_legs_state", "state IN ('dialing', 'ringing', 'answered', 'ended')");
                    table.ForeignKey(
                        name: "FK_call_legs_domains_domain_id",
                        column: x => x.domain_id,
                        principalTable: "domains",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "outbound_trunks",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    domain_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    port = table.Column<int>(type: "INTEGER", nullable: true),
                    transport = table.Column<string>(type: "TEXT", nullable: false),
                    username = table.Column<string>(type: "TEXT", nullable: true),
                    sealed_password = table.Column<string>(type: "TEXT", nullable: true),
                    numbers = table.Column<string>(type: "TEXT", nullable: false),
                    prefixes = table.Column<string>(type: "TEXT", nullable: false),
                    from_domain = table.Column<string>(type: "TEXT", nullable: true),
                    register = table.Column<bool>(type: "INTEGER", nullable: false),
                    srtp = table.Column<string>(type: "TEXT", nullable: false),
                    headers = table.Column<string>(type: "TEXT", nullable: false),
                    max_concurrent_calls = table.Column<int>(type: "INTEGER", nullable: true),
                    max_calls_per_second = table.Column<double>(type: "REAL", nullable: true),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbound_trunks", x => x.id);
                    table.CheckConstraint("ck_outbound_trunks_created_at", "created_at > 0");
                    table.CheckConstraint("ck_outbound_trunks_id", "length(id) > 0");
                    table.CheckConstraint("ck_outbound_trunks_srtp", "srtp IN ('off', 'optional', 'required')");
                    table.CheckConstraint("ck_outbound_trunks_transport", "transport IN ('udp', 'tcp', 'tls')");
                    table.ForeignKey(
                        name: "FK_outbound_trunks_domains_domain_id",
                        column: x => x.domain_id,
                        principalTable: "domains",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "outbox_events",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true, collation: "BINARY"),
                    domain_id = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    room_name = table.Column<string>(type: "TEXT", nullable: true),
                    order_key = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_events", x => x.sequence);
                    table.CheckConstraint("ck_outbox_events_created_at", "created_at > 0");
                    table.CheckConstraint("ck_outbox_events_id", "length(id) > 0");
                    table.ForeignKey(
                        name: "FK_outbox_events_domains_domain_id",
                        column: x => x.domain_id,
                        principalTable: "domains",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rooms",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    domain_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    @private = table.Column<bool>(name: "private", type: "INTEGER", nullable: false),
                    properties = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rooms", x => x.id);
                    table.CheckConstraint("ck_rooms_created_at", "created_at > 0");
                    table.CheckConstraint("ck_rooms_id", "length(id) > 0");
                    table.CheckConstraint("ck_rooms_name", "length(name) BETWEEN 1 AND 128");
                    table.ForeignKey(
                        name: "FK_rooms_domains_domain_id",
                        column: x => x.domain_id,
                        principalTable: "domains",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    domain_id = table.Column<string>(type: "TEXT", nullable: false),
                    url = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    sealed_hmac = table.Column<string>(type: "TEXT", nullable: false),
                    sealed_basic_auth = table.Column<string>(type: "TEXT", nullable: true),
                    retry_type = table.Column<string>(type: "TEXT", nullable: false),
                    event_types = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    failed_count = table.Column<int>(type: "INTEGER", nullable: false),
                    last_moment_pushed = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.id);
                    table.CheckConstraint("ck_webhooks_created_at", "created_at > 0");
                    table.CheckConstraint("ck_webhooks_id", "length(id) > 0");
                    table.CheckConstraint("ck_webhooks_state", "state IN ('ACTIVE', 'FAILED')");
                    table.ForeignKey(
                        name: "FK_webhooks_domains_domain_id",
                        column: x => x.domain_id,
                        principalTable: "domains",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "phone_numbers",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    domain_id = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    trunk_id = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValueSql: "CAST(unixepoch('subsec') * 1000 AS INTEGER)")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_phone_numbers", x => x.id);
                    table.CheckConstraint("ck_phone_numbers_created_at", "created_at > 0");
                    table.CheckConstraint("ck_phone_numbers_id", "length(id) > 0");
                    table.ForeignKey(
                        name: "FK_phone_numbers_domains_domain_id",
                        column: x => x.domain_id,
                        principalTable: "domains",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_phone_numbers_outbound_trunks_trunk_id",
                        column: x => x.trunk_id,
                        principalTable: "outbound_trunks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    webhook_id = table.Column<string>(type: "TEXT", nullable: false),
                    event_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    order_key = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: false),
                    done = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_deliveries", x => new { x.webhook_id, x.event_sequence });
                    table.ForeignKey(
                        name: "FK_webhook_deliveries_outbox_events_event_sequence",
                        column: x => x.event_sequence,
                        principalTable: "outbox_events",
                        principalColumn: "sequence",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_webhook_deliveries_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_domain_id",
                table: "api_keys",
                column: "domain_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_fingerprint",
                table: "api_keys",
                column: "fingerprint",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_call_legs_domain_id_idempotency_key",
                table: "call_legs",
                columns: new[] { "domain_id", "idempotency_key" },
                unique: true,
                filter: "idempotency_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_call_legs_domain_id_room_name_created_at",
                table: "call_legs",
                columns: new[] { "domain_id", "room_name", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_call_legs_state",
                table: "call_legs",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "ix_domains_name",
                table: "domains",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbound_trunks_domain_id_name",
                table: "outbound_trunks",
                columns: new[] { "domain_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_events_domain_id_sequence",
                table: "outbox_events",
                columns: new[] { "domain_id", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_events_id",
                table: "outbox_events",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_phone_numbers_domain_id",
                table: "phone_numbers",
                column: "domain_id");

            migrationBuilder.CreateIndex(
                name: "ix_phone_numbers_number",
                table: "phone_numbers",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_phone_numbers_trunk_id",
                table: "phone_numbers",
                column: "trunk_id");

            migrationBuilder.CreateIndex(
                name: "ix_rooms_domain_id_created_at_id",
                table: "rooms",
                columns: new[] { "domain_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rooms_domain_id_name",
                table: "rooms",
                columns: new[] { "domain_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_done_next_attempt_at",
                table: "webhook_deliveries",
                columns: new[] { "done", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_event_sequence",
                table: "webhook_deliveries",
                column: "event_sequence");

            migrationBuilder.CreateIndex(
                name: "ix_webhooks_domain_id",
                table: "webhooks",
                column: "domain_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "call_legs");

            migrationBuilder.DropTable(
                name: "phone_numbers");

            migrationBuilder.DropTable(
                name: "rooms");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "outbound_trunks");

            migrationBuilder.DropTable(
                name: "outbox_events");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropTable(
                name: "domains");
        }
    }
}
