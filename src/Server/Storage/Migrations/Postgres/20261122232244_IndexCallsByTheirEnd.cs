using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Switchroom.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class IndexCallsByTheirEnd : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_call_legs_state",
                table: "call_legs");

            migrationBuilder.CreateIndex(
                name: "ix_call_legs_state_ended_at",
                table: "call_legs",
                columns: new[] { "state", "ended_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_call_legs_state_ended_at",
                table: "call_legs");

            migrationBuilder.CreateIndex(
                name: "ix_call_legs_state",
                table: "call_legs",
                column: "state");
        }
    }
}
