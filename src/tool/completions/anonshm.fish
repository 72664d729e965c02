# SPDX-License-Identifier: MIT
# Completion of anonshm for fish. The program itself has the words.

function __anonshm_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] --complete $words[2..-1] 2>/dev/null)
        if test "$line" != :files
            echo $line
        else if string match -q -- '--input=*' $words[-1]
            set -l file (string replace -- --input= '' $words[-1])
            printf '%s\n' --input=(__fish_complete_path $file)
        else
            __fish_complete_path $words[-1]
        end
    end
end

complete -c anonshm -f -a '(__anonshm_complete)'
