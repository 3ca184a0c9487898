#!/bin/sh
# with_slurm.sh FOLDER COMMAND...: runs COMMAND beside a Slurm of a single node (munged, slurmctld, slurmd), whose files
# are all in FOLDER, and which is gone afterwards. Exit status: that of COMMAND; 77 if Slurm does not start here, and why.
set -u
folder=$1
shift

skip() {
  echo "with_slurm.sh: $1" >&2
  exit 77
}

PATH=$PATH:/usr/sbin
for program in munged slurmctld slurmd sbatch scontrol; do
  command -v "$program" >/dev/null || skip "there is no $program: on Debian, install munge and slurm-wlm"
done
[ "$(id -u)" = 0 ] || skip 'slurmd needs root'

mkdir -p "$folder/munge" "$folder/state" "$folder/spool"
chmod 755 "$folder" "$folder/munge"
head -c 64 /dev/urandom >"$folder/munge/key"
chmod 600 "$folder/munge/key"
node=$(hostname -s)
port=$((20000 + $$ % 20000))
cat >"$folder/slurm.conf" <<END
ClusterName=lockproof
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$folder/slurm.conf"

pids=
stop() {
  for pid in $pids; do kill "$pid" 2>/dev/null; done
  for pid in $pids; do wait "$pid" 2>/dev/null; done
}
trap stop EXIT
trap 'exit 129' HUP INT TERM

munged --foreground --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
  --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" >"$folder/munged.out" 2>&1 &
pids=$!
slurmctld -D >"$folder/slurmctld.out" 2>&1 &
pids="$! $pids"
slurmd -D >"$folder/slurmd.out" 2>&1 &
pids="$! $pids"

tries=0
until sinfo -h -o %T 2>/dev/null | grep -qx idle; do
  tries=$((tries + 1))
  if [ "$tries" -ge 120 ]; then
    tail -n 5 "$folder"/slurmctld.* "$folder"/slurmd.* "$folder/munge/log" >&2
    skip 'Slurm does not start here'
  fi
  sleep 0.5
done
timeout 150 "$@"    # less than what waits for this script
