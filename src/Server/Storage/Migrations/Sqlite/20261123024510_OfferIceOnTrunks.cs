using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Switchroom.Server.Storage.Migrations.Sqlite
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
                type: "INTEGER",
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
