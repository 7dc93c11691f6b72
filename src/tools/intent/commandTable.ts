import type { Intent } from '../../contracts/intent';
import { phraseList } from '../../base/words';

/** Beginnings of commands, apart by commas, by what such a command is mostly for. The longest that fits counts. */
const beginnings: Readonly<Partial<Record<Intent, string>>> = {
  extract: `
    cat, bat, ls, dir, head, tail, less, stat, file, tree, find . -name, which, whereis, type, env, printenv,
    echo, pwd, git log, git show, git diff, git blame, git status, git branch, git rev-parse, git describe,
    git remote, git config, git ls-files, git reflog, git cat-file, curl, wget, http, kubectl get,
    kubectl describe, kubectl logs, kubectl top, docker ps, docker logs, docker inspect, docker images,
    docker compose logs, docker compose ps, psql, sqlite3, mysql, mongosh, redis-cli, tar t, tar tf, tar -t,
    tar -tf, unzip -l, objdump, nm, otool, strings, xxd, hexdump, jq, yq, gh pr view, gh issue view,
    gh run view, gh release view, gh pr diff, gh api, npm ls, npm view, npm outdated, npm config get, pip show,
    pip list, pip freeze, cargo tree, cargo metadata, go list, go env, go doc, go version, dotnet --info,
    terraform show, terraform output, terraform state, aws s3 ls, systemctl status, journalctl, ps, top, df,
    uname, date, nvidia-smi`,
  filter: `
    grep, egrep, rg, ag, ack, find, fd, git grep, git bisect, gh issue list, gh pr list, gh run list,
    gh search, npx knip, npx depcheck, npx ts-prune, vulture, knip, lsof`,
  aggregate: `
    wc, du, cloc, tokei, scc, git shortlog, git diff --stat, git diff --shortstat, coverage, nyc, c8, npx nyc,
    npx c8, lcov, gcovr, uniq, awk, comm, paste`,
  generate: `
    npm create, npm init, yarn create, pnpm create, npx create, npx degit, npx prisma generate,
    prisma generate, npx prisma migrate dev, python manage.py makemigrations, python manage.py startapp,
    manage.py makemigrations, manage.py startapp, django-admin, alembic revision, protoc, buf generate,
    openapi-generator, swagger-codegen, graphql-codegen, npx graphql-codegen, rails generate, rails g,
    rails new, bin/rails generate, bin/rails g, php artisan make, dotnet new, dotnet ef migrations add,
    cargo new, cargo init, go generate, go mod init, ng generate, ng g, ng new, nx generate, nx g, mix new,
    mix phx.gen, mix ecto.gen, flutter create, dart create, poetry new, poetry init, python -m build,
    poetry build, npm pack, touch, mkdir, cookiecutter, yo, npx storybook init, typedoc, sphinx-build,
    mkdocs build, ssh-keygen, openssl, dd, sqlc generate, wire, mockgen, flatc, sqlx migrate add`,
  validate: `
    npm test, npm t, npm audit, yarn test, pnpm test, bun test, deno test, deno check, deno lint, npx tsc, tsc,
    eslint, npx eslint, biome check, npx biome check, jest, npx jest, vitest, npx vitest, mocha, npx mocha,
    playwright, npx playwright, npx cypress, cypress, pytest, python -m pytest, tox, nox, python -m unittest,
    mypy, pyright, npx pyright, ruff, ruff check, flake8, pylint, bandit, go test, go vet, go build,
    golangci-lint, staticcheck, cargo check, cargo test, cargo clippy, cargo build, cargo nextest, cargo audit,
    cargo deny, cargo bench, mvn test, mvn verify, mvn package, mvn compile, mvn, ./mvnw, gradle, ./gradlew,
    gradlew, dotnet build, dotnet test, make, cmake, ctest, ninja, bazel test, bazel build, rubocop, rspec,
    rake, bin/rails test, rails test, phpstan, phpunit, psalm, vendor/bin/phpstan, vendor/bin/phpunit,
    vendor/bin/pest, composer validate, composer test, terraform plan, terraform validate,
    terraform fmt -check, tflint, docker build, docker compose config, docker compose build, valgrind,
    shellcheck, hadolint, yamllint, markdownlint, npx markdownlint, swift build, swift test, xcodebuild,
    flutter test, flutter analyze, dart analyze, dart test, mix test, mix dialyzer, mix credo, mix compile,
    stack test, stack build, cabal test, cabal build, sbt test, sbt compile, gpg --verify, sha256sum, cmp,
    diff, test, npx madge, lighthouse, npx lighthouse, hyperfine, ab, wrk, k6, ansible-lint, helm lint,
    helm template, kubectl diff, python manage.py check, python manage.py test, manage.py check,
    manage.py test, node --test, npx tsd, npx publint, npx attw, semgrep, gitleaks, trivy, snyk`,
  send: `
    git push, git tag, git commit, git send-email, npm publish, yarn publish, pnpm publish, cargo publish,
    gem push, twine upload, poetry publish, mvn deploy, gradle publish, ./gradlew publish, dotnet nuget push,
    docker push, docker compose push, kubectl apply, kubectl rollout, kubectl create, helm upgrade,
    helm install, terraform apply, pulumi up, cdk deploy, npx cdk deploy, serverless deploy, sls deploy,
    vercel, npx vercel, netlify deploy, npx netlify deploy, firebase deploy, flyctl deploy, fly deploy, heroku,
    gcloud app deploy, gcloud run deploy, wrangler deploy, npx wrangler deploy, eb deploy, cap production,
    fab deploy, ansible-playbook, aws s3 cp, aws s3 sync, gsutil cp, scp, rsync, sftp, gh pr create,
    gh pr comment, gh pr merge, gh pr review, gh pr edit, gh issue create, gh issue comment, gh issue close,
    gh release create, gh release upload, gh gist create, fastlane, mail, sendmail, npx semantic-release,
    semantic-release, npx changeset publish, vsce publish, npx vsce publish, goreleaser`,
  transform: `
    prettier, npx prettier, black, isort, autopep8, gofmt, goimports, go fmt, go fix, go mod tidy, rustfmt,
    cargo fmt, cargo fix, cargo update, ruff format, dprint, biome format, npx biome format, clang-format,
    swiftformat, ktlint, dotnet format, terraform fmt, mix format, dart format, dart fix, git checkout,
    git switch, git restore, git rebase, git merge, git revert, git reset, git stash, git rm, git mv,
    git cherry-pick, git clean, git add, git pull, git branch -d, git branch -m, git apply, git am, sed,
    perl -pi, mv, rm, cp, rmdir, chmod, chown, ln, patch, tar x, tar xf, unzip, npm uninstall, npm update,
    npm dedupe, npm version, npm prune, yarn remove, yarn upgrade, pnpm remove, pnpm update, pip uninstall,
    poetry remove, poetry update, cargo remove, cargo rm, bundle update, composer update, composer remove,
    python manage.py migrate, manage.py migrate, alembic upgrade, alembic downgrade, npx prisma migrate deploy,
    npx prisma db push, rails db, bin/rails db, rake db, php artisan migrate, flyway migrate,
    dotnet ef database update, mix ecto.migrate, sqlx migrate run, diesel migration run, npx jscodeshift,
    jscodeshift, npx codemod, ts-migrate, 2to3, pyupgrade, dos2unix, convert, ffmpeg, npx npm-check-updates,
    ncu, dotnet remove`,
  enrich: `
    npm install, npm i, npm add, npm ci, yarn, yarn add, yarn install, pnpm add, pnpm install, pnpm i, bun add,
    bun install, pip install, pip3 install, python -m pip install, uv add, uv pip install, uv sync, poetry add,
    poetry install, pipenv install, conda install, cargo add, cargo install, go get, go install, bundle add,
    bundle install, bundle, gem install, composer require, composer install, dotnet add, dotnet restore,
    brew install, apt install, apt-get install, apk add, dnf install, mix deps.get, flutter pub add,
    flutter pub get, dart pub add, swift package resolve, rustup, npx playwright install, npx husky,
    pre-commit install, git submodule`,
};

/** Beginnings in order of their words: `git log` before `git`. */
export const commandIntents: ReadonlyMap<string, Intent> = new Map(
  Object.entries(beginnings).flatMap(([intent, text]) =>
    phraseList(text.replace(/\s*\n\s*/g, ' ')).map((beginning) => [beginning, intent as Intent] as const),
  ),
);

/** So many words has the longest beginning. */
export const longestBeginning = 4;
