using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Switchroom.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OfferIceOnTrunks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "ice",
                table: "outbound_trunks",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ice",
                table: "outbound_trunks");
        }
    }
}
