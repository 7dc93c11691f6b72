import type { Loss } from './loss';

const containersOrData = 'It deletes containers, images or their data.';

/** What deletes or publishes containers, images, their data, and things in clusters. */
export const containers: readonly Loss[] = [
  {
    calls: [
      'docker system|volume|image|container|network|builder|buildx|compose prune',
      'docker system reset',
      'docker pod|machine|manifest|secret|config|stack|service|swarm|node|context|plugin|scout rm|remove|prune' +
        '|leave|reset',
      'docker swarm leave',
    ],
    why: containersOrData,
    examples: [
      'docker system prune -af',
      'docker builder prune',
      'docker volume prune -f',
      'podman system reset',
      'docker stack rm x',
      'docker --context x system prune',
    ],
  },
  {
    calls: [
      'docker volume rm|remove',
      'docker compose … down -v|--volumes|--rmi|--remove-orphans',
      'docker compose … rm',
      'docker compose … kill',
    ],
    why: 'It deletes data of containers.',
    examples: [
      'docker volume rm x',
      'docker compose down -v',
      'docker-compose down -v',
      'docker compose -f x.yml down --volumes',
      'docker compose down --vol',
      'docker compose -p x down -tv',
      'podman-compose down -v',
      'docker compose rm -fsv',
    ],
  },
  {
    calls: [
      'docker rm|rmi|untag',
      'docker container|image|network|buildx rm|remove',
      'docker kill',
      'docker container kill',
      'docker buildx imagetools create',
    ],
    why: 'It deletes or ends containers or images.',
    examples: ['docker rm -f x', 'docker rmi x', 'docker container rm x', 'podman rmi -a', 'nerdctl rm x'],
  },
  {
    calls: [
      'docker push',
      'docker image|manifest|compose|buildx … push',
      'docker buildx|build --push',
      'buildah|skopeo|crane|oras|ko push|copy|sync|delete|rm|rmi|prune|apply|publish',
    ],
    why: 'It publishes or deletes an image.',
    examples: [
      'docker push x',
      'docker compose push',
      'docker buildx build --push .',
      'skopeo copy a b',
      'skopeo delete x',
    ],
  },
  {
    calls: [
      'kubectl delete|drain|evict|cordon',
      'kubectl replace --force',
      'kubectl apply --prune',
      'kubectl rollout undo',
      'kubectl config delete-*|unset',
    ],
    why: 'It deletes things in a running cluster.',
    examples: [
      'kubectl delete pod x',
      'kubectl -n x delete pod y',
      'kubectl --context=x delete ns y',
      'kubectl drain x',
      'oc delete project x',
      'kubectl replace --force -f x',
    ],
  },
  {
    calls: ['kubectl scale'],
    when: ({ args }) =>
      args.some(({ text }, at) => /^--replicas=0$/.test(text) || (text === '--replicas' && args[at + 1]?.text === '0')),
    why: 'It stops things in a running cluster.',
    examples: ['kubectl scale deploy x --replicas=0', 'kubectl scale deploy x --replicas 0'],
  },
  {
    calls: [
      'helm uninstall|delete|del|un|rollback',
      'helm upgrade --force|--reset-values',
      'helmfile … destroy|delete|sync|apply',
      'kustomize edit remove',
      'flux|argocd|istioctl|linkerd|velero|kops|eksctl|kind|k3d|minikube|kubeadm|skaffold|tilt|devspace|okteto ' +
        '… delete|uninstall|reset|destroy|down|purge',
    ],
    why: 'It removes something from a running cluster.',
    examples: [
      'helm uninstall x',
      'helm -n x del y',
      'helmfile destroy',
      'kind delete cluster',
      'minikube delete',
      'eksctl delete cluster x',
    ],
  },
  {
    calls: [
      'vagrant|multipass|lima|limactl|colima|virsh|VBoxManage|qm|pct|lxc|incus … destroy|delete|purge' +
        '|unregistervm|undefine|prune',
    ],
    why: 'It deletes a virtual machine.',
    examples: ['vagrant destroy -f', 'multipass delete --purge x', 'limactl delete x', 'virsh undefine x'],
  },
];
