import { readJournal } from '../src/journal/readJournal.js';

/** A journal that tests share: three months of a household. */
export const text = `currency EUR
account Assets:Bank
account Assets:Cash
account Income:Salary
account Expenses:Food:Bread
account Expenses:Food:Market
account Expenses:Rent
account Expenses:Travel
budget Expenses:Food  60
budget Expenses:Rent  800

2024-01-02 * Employer
    Assets:Bank        2,000.00
    Income:Salary

2024-01-03 * Landlord
    Expenses:Rent        800.00
    Assets:Bank

2024-01-05 Bakery  ; weekly: yes
    Expenses:Food:Bread    4.20
    Assets:Cash

2024-02-01 ! Landlord
    Expenses:Rent        800.00
    Assets:Bank

2024-02-10 * Market
    Expenses:Food:Market  35.80
    Assets:Cash

2024-02-14 * Railway ; trip: rome
    Expenses:Travel      120.00 CHF
    Assets:Bank         -120.00 CHF

2024-03-01 * Landlord
    Expenses:Rent        800.00
    Assets:Bank

2024-03-09 * Bakery
    Expenses:Food:Bread    8.40
    Assets:Cash
`;

export const household = () => readJournal(text, { file: 'main.journal' });
