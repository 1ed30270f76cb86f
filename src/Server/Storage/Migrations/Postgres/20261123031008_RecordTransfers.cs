using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Switchroom.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class RecordTransfers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "transfer",
                table: "call_legs",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "transfer",
                table: "call_legs");
        }
    }
}
