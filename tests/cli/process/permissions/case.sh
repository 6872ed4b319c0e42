# What may not be read or written: 77, and before any work is done.
need_plain_user
make_text >text.txt
make_model m
cp text.txt secret.txt
cp -r m locked
cp -r m sealed
cp -r m blind
mkdir shut open
chmod 000 secret.txt
chmod 000 locked
chmod 000 sealed/model.json
chmod 000 blind/weights-*
chmod 555 shut m # m: for one who owns it
chmod 777 open .
as() { try plain_user "$RNN" "$@"; }
as train -q -m open/x secret.txt
as train -q -m open/x text.txt secret.txt
as train -q -m open/x --valid-file secret.txt text.txt
as eval -m m secret.txt
as sample -m m --prime-file secret.txt
for m in locked sealed; do
	as info -m $m
	as sample -m $m -n 1
	as eval -m $m text.txt
done
as sample -m blind -n 1
# A training would run for an hour: it must not begin.
as train --time 1h -m shut/x text.txt
as train --time 1h -m shut text.txt
as train --time 1h -m m --force text.txt
as train --time 1h -m m --resume text.txt
as train --time 1h -m locked/x text.txt
ls open shut
chmod -R u+rwX locked m # so that they can be removed
