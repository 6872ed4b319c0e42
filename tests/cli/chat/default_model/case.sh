# The model that ships with the program answers greetings and feelings.
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
printf '%s\n' 'Hello, how are you?' /reset 'What is your name?' | rnn chat -q -m "$tree/models/default" --seed 1 -t 0 >out
wc -l <out
grep -icE 'well|fine|good|great|happy|thank|name|am ' out
# It says what the documents show.
rnn chat -q -m "$tree/models/default" --seed 1 <<<'Where do you live?' >answer
grep -c "# $(<answer)\$" "$tree/README.md"
printf '%s\n' 'Hello, how are you?' 'What is your name?' 'Where do you live?' |
	rnn chat -q -m "$tree/models/default" --seed 1 | grep -cxFf - "$tree/scripts/README.md"
