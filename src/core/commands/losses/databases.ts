import { pattern } from '../../../base/pattern';
import type { ProgramCall } from '../callWords';
import type { Loss } from './loss';

const inDatabase = 'It deletes data in a database.';
const migrates = 'It deletes tables or data, or reverts migrations.';

/** What empties databases and takes migrations back. */
export const databases: readonly Loss[] = [
  { calls: ['dropdb|dropuser'], why: 'It deletes a database or a user of it.', examples: ['dropdb x', 'dropuser x'] },
  {
    calls: [
      'psql|mysql|mongosh|sqlite3|sqlcmd|cockroach|redis-cli|clickhouse-client|clickhouse|duckdb|cqlsh|influx' +
        '|surreal|usql|pgcli|mycli|litecli|isql|osql|bq|snowsql|spanner-cli|turso|libsql',
    ],
    when: tellsToDelete,
    why: inDatabase,
    examples: [
      'psql -c "DROP DATABASE x"',
      "mysql -e 'drop database x'",
      "echo 'drop table x' | psql",
      'psql <<EOF\ndelete from users\nEOF',
      'redis-cli FLUSHALL',
      'redis-cli -h x flushdb',
      'mongosh --eval "db.dropDatabase()"',
      "mongosh --eval 'db.users.deleteMany({})'",
      "sqlite3 x.db 'drop table y'",
      'psql -c "alter table x drop column y"',
      'redis-cli --scan | xargs redis-cli del',
    ],
  },
  {
    calls: [
      'mysqladmin … drop',
      'pg_restore|mysqlimport|mongorestore -c|--clean|--drop|--delete|-d|-D|--replace',
      'influx delete',
      'rabbitmqadmin|rabbitmqctl delete|purge|reset|force_reset|delete_queue|purge_queue',
      'kafka-topics|kafka-topics.sh --delete',
    ],
    why: inDatabase,
    examples: ['mysqladmin -u x drop y', 'pg_restore --clean -d x y', 'mongorestore --drop dump', 'rabbitmqctl reset'],
  },
  {
    calls: [
      'prisma migrate reset',
      'prisma db push --force-reset|--accept-data-loss',
      'prisma db drop',
      'prisma migrate resolve',
    ],
    why: migrates,
    examples: [
      'npx prisma migrate reset --force',
      'npx prisma migrate reset',
      'prisma db push --force-reset',
      'pnpm dlx prisma@5 migrate reset',
      'pnpm prisma migrate reset',
      'yarn prisma db push --accept-data-loss',
      'bunx --bun prisma migrate reset',
      'npx prisma --schema x migrate reset',
      'node node_modules/.bin/prisma migrate reset',
      'node node_modules/prisma/build/index.js migrate reset',
      './node_modules/.bin/prisma migrate reset',
    ],
  },
  {
    calls: [
      'rails|rake … db:drop*|db:reset|db:purge*|db:rollback*|db:truncate*|db:setup*|db:schema:load*' +
        '|db:structure:load*|db:migrate:reset*|db:migrate:down*|db:migrate:redo*|db:migrate:undo*|db:seed:replant' +
        '|db:mongoid:drop|db:mongoid:purge|db:reset:*|db:clear*|db:nuke*|db:wipe*',
    ],
    why: migrates,
    examples: [
      'rails db:drop',
      'rails db:reset',
      'rake db:drop',
      'rake test db:drop',
      'bin/rails db:drop:all',
      'bundle exec rake db:schema:load',
      'bundle exec rails db:rollback STEP=3',
      'RAILS_ENV=test rails db:truncate_all',
      'docker compose exec web rails db:drop',
      'docker-compose run --rm web rake db:reset',
      './bin/rails db:purge',
    ],
  },
  {
    calls: ['rails destroy|d'],
    why: 'It deletes files that were generated.',
    examples: ['rails destroy model x', 'bin/rails d model x'],
  },
  {
    calls: [
      'manage.py flush|reset_db|sqlflush|delete_all|clean_db|remove_stale_contenttypes|clearsessions' +
        '|drop_test_database|reset_schema',
      'manage.py migrate … zero',
    ],
    why: inDatabase,
    examples: [
      'python manage.py flush',
      './manage.py flush --no-input',
      'python3 manage.py migrate app zero',
      'poetry run python manage.py flush',
      'uv run manage.py flush',
      'python src/manage.py reset_db',
      'django-admin flush',
      'docker compose exec -T web python manage.py flush',
      'python -m django flush',
    ],
  },
  {
    calls: [
      'artisan|sail migrate:fresh|migrate:refresh|migrate:reset|migrate:rollback|db:wipe|schema:drop' +
        '|queue:clear|queue:flush|telescope:clear|passport:purge|model:prune',
      'sail … migrate:fresh|migrate:refresh|migrate:reset|migrate:rollback|db:wipe',
      'console doctrine:database:drop|doctrine:schema:drop|doctrine:migrations:execute|doctrine:fixtures:load' +
        '|d:d:d|d:s:d',
      'doctrine orm:schema-tool:drop|dbal:*drop*',
      'phinx rollback',
      'wp db reset|drop|clean',
      'drush sql-drop|sql:drop|site:install',
    ],
    why: migrates,
    examples: [
      'php artisan migrate:fresh',
      'php artisan migrate:fr',
      'php artisan mig:fre --seed',
      './artisan db:wipe',
      'sail artisan migrate:fresh',
      './vendor/bin/sail artisan migrate:reset',
      'php bin/console doctrine:database:drop --force',
      'wp db reset --yes',
      'docker compose exec app php artisan migrate:refresh',
    ],
  },
  {
    calls: [
      'sequelize db:drop|db:migrate:undo*|db:seed:undo*',
      'knex migrate:rollback|migrate:down|migrate:unlock',
      'typeorm … schema:drop|migration:revert|schema:sync',
      'drizzle-kit drop',
      'drizzle-kit push --force',
      'mikro-orm schema:drop|schema:fresh|migration:down|migration:fresh',
      'db-migrate down|reset|db:drop',
      'node-pg-migrate down|redo',
      'migrate-mongo down',
      'kysely migrate:down|migrate:rollback',
      'ace|adonis migration:rollback|migration:reset|migration:refresh|migration:fresh|db:wipe',
      'strapi transfer|import',
      'medusa db:rollback',
      'payload migrate:fresh|migrate:reset|migrate:down|migrate:refresh',
    ],
    why: migrates,
    examples: [
      'npx sequelize db:drop',
      'npx sequelize-cli db:migrate:undo:all',
      'npx knex migrate:rollback --all',
      'knex migrate:down',
      'npx typeorm schema:drop',
      'npx typeorm -d x.ts migration:revert',
      'npx typeorm-ts-node-esm migration:revert',
      'npx drizzle-kit drop',
      'npx drizzle-kit push --force',
      'node ace migration:fresh',
    ],
  },
  {
    calls: [
      'alembic downgrade|stamp',
      'flask db downgrade|stamp',
      'aerich downgrade',
      'yoyo rollback',
      'piccolo migrations backwards',
      'flyway … clean|undo',
      'liquibase … drop-all|dropAll|rollback*|rollback-*',
      'dbmate drop|down|rollback',
      'goose … reset|down|down-to|redo',
      'migrate … drop|down|force',
      'sqlx database|db drop|reset',
      'cargo sqlx database|db drop|reset',
      'cargo sqlx migrate|mig revert',
      'sqlx migrate|mig revert',
      'diesel database|migration|setup reset|revert|redo|drop',
      'sea-orm-cli migrate fresh|refresh|reset|down',
      'atlas schema clean',
      'atlas migrate down',
      'dotnet ef database drop',
      'dotnet ef migrations remove',
      'dotnet-ef database drop',
      'hasura migrate|metadata|md apply|delete|clear|drop',
      'supabase db reset',
      'supabase projects|branches|secrets|functions|storage delete|rm|unset',
      'wrangler d1|kv|r2|queues|delete|secret',
      'wrangler d1 … delete',
      'mix ecto.drop|ecto.reset|ecto.rollback',
      'sbt flywayClean',
      'gradle … flywayClean|dropAll',
      'mvn … flyway:clean|liquibase:dropAll|liquibase:rollback',
      'ecto drop',
      'convex import --replace',
      'turso db destroy',
      'planetscale|pscale … delete',
    ],
    when: ({ program, args }) => program !== 'wrangler' || args.some(({ text }) => /delete|purge|drop/i.test(text)),
    why: migrates,
    examples: [
      'alembic downgrade -1',
      'alembic downgrade base',
      'python -m alembic downgrade base',
      'uv run alembic downgrade base',
      'alembic -c x.ini downgrade -1',
      'flask db downgrade',
      'flyway clean',
      'flyway -url=x clean',
      'flyway migrate clean',
      'dbmate drop',
      'goose postgres x down',
      'migrate -path x -database y drop -f',
      'sqlx database drop',
      'cargo sqlx database reset',
      'diesel database reset',
      'dotnet ef database drop --force',
      'supabase db reset',
      'npx supabase db reset',
      'npx wrangler d1 delete x',
      'mix ecto.drop',
      './mvnw flyway:clean',
      './gradlew flywayClean',
      'hasura metadata clear',
    ],
  },
];

const losesRows = pattern('i')`
  \b(?:drop\s+(?:database|schema|table|user|role|owned|view|index|column|collection|keyspace|type|function
  |extension|if)|truncate\s+\w|delete\s+from|dropdatabase|flushall|flushdb|deletemany|deleteone|dropindexes
  |\.(?:drop|remove)\s*\()|(?:^|\s)(?:del|unlink)\s+\S
`;

/** Whether the words, or what is fed to the call, tell a database to delete. */
function tellsToDelete({ args, part }: ProgramCall): boolean {
  const text = [...args.map((arg) => arg.text), part.input ?? '', part.fed === 'pipe' ? part.pipeline : '']
    .join(' ')
    .replace(/\/\*[^]*?\*\//g, ' ');
  return losesRows.test(text) || (/\bupdate\s+\w+\s+set\b/i.test(text) && !/\bwhere\b/i.test(text));
}
