"""How Alembic reaches the database: over the connection that the app hands it."""

from alembic import context

from advisor.planning.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
